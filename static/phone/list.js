// The queue as people see it: what waits, what was refused and why, what was sent.
// phone.list.draw(box, words, {edit}) fills box; edit(entry) opens one for correction.
phone.list = (() => {
  const make = (tag, className = "", text = "") => Object.assign(document.createElement(tag), { className, textContent: text });
  const at = (iso) => { const day = new Date(iso); const two = (n) => String(n).padStart(2, "0"); return `${two(day.getMonth() + 1)}-${two(day.getDate())} ${two(day.getHours())}:${two(day.getMinutes())}`; };
  const MARKS = { waiting: "wait", refused: "bad", other: "bad", sent: "ok" };

  const button = (text, act, plain = true) => {
    const made = make("button", `btn btn-sm ${plain ? "btn-plain" : "btn-primary"}`, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };
  const link = (text, href) => Object.assign(make("a", "", text), { href });

  // Dropping asks once more: the first tap changes the button's word.
  const dropButton = (entry, words) => {
    const made = button(words.drop, () => {
      if (made.dataset.asked) phone.queue.drop(entry.key); else { made.dataset.asked = "1"; made.textContent = words.dropSure; }
    });
    return made;
  };

  const acts = (entry, words, edit) => {
    const row = make("div", "acts");
    if (entry.url) row.append(link(entry.number || words.open, entry.url));
    if (entry.state === "sent") return row;
    if (entry.state === "other") row.append(button(words.asNew, async () => {
      await phone.queue.drop(entry.key);
      await phone.queue.keep({ ...entry, key: phone.body.newKey(), state: "waiting", said: "", url: "", number: "" });
      phone.queue.sendAll();
    }));
    else if (edit) row.append(button(entry.state === "refused" ? words.correct : words.edit, () => edit(entry), entry.state !== "refused"));
    row.append(dropButton(entry, words));
    return row;
  };

  const item = (entry, words, edit) => {
    const row = make("li", `phone-${entry.state}`), said = make("div");
    const count = entry.attendances ? ` · ${words.count.replace("9", entry.attendances)}` : "";
    said.append(make("span", "d-block", `${entry.title || entry.project_name}${count}`));
    const when = entry.state === "sent" ? words.sentAt.replace("TIME", at(entry.tried_at)) : words.keptAt.replace("TIME", at(entry.kept_at));
    said.append(make("span", "hint d-block", `${entry.day} · ${when}`));
    const mark = make("span", "hint d-block phone-mark", words.mark.replace("KEY", entry.key.slice(0, 8)).replace("HASH", entry.hash.slice(0, 8) || "–"));
    mark.title = `${entry.key} · ${entry.hash}`;
    said.append(mark);
    const why = [entry.said, ...Object.values(entry.errors || {}).flat()].filter(Boolean);
    if (entry.state !== "sent") said.append(...why.map((text) => make("p", entry.state === "waiting" ? "hint" : "error", text)));
    said.append(acts(entry, words, edit));
    row.append(said, make("span", `status status-${MARKS[entry.state]}`, words[entry.state]));
    return row;
  };

  const draw = async (box, words, { edit } = {}) => {
    const entries = await phone.queue.mine(), others = await phone.queue.others();
    const open = entries.filter((entry) => entry.state !== "sent");
    const rows = [...open.reverse(), ...entries.filter((entry) => entry.state === "sent").reverse()];
    box.replaceChildren(...rows.map((entry) => item(entry, words, edit)));
    return { open: open.length, waiting: open.filter((entry) => entry.state === "waiting").length, all: entries.length, others };
  };
  return { draw };
})();
