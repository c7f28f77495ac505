// The phone page: the form of a running project and the queue, from what this phone keeps.
(async () => {
  const { keeper, queue, list, fields } = phone, { words } = keeper;
  const form = document.getElementById("phone-form"), room = document.getElementById("phone-fields");
  const choice = document.getElementById("phone-project"), box = document.getElementById("phone-queue");
  const parts = Object.fromEntries(["state", "name", "choice-field", "signed-out", "asking", "nothing", "stranger", "empty", "others", "saved", "editing", "same"].map((id) => [id, document.getElementById(`phone-${id}`)]));
  const TEXTS = ["process", "outcome", "follow_up", "supervisor_opinion", "note"];
  const show = (part, on) => { parts[part].hidden = !on; };
  const tell = (text, tone) => {
    parts.saved.textContent = text;
    parts.saved.className = `notice notice-${tone}`;
    show("saved", true);
    window.scrollTo(0, 0);
  };
  let kept = null, key = phone.body.newKey(), edited = null, touched = false, asked = false;
  const project = () => kept?.projects.find((one) => one.id === choice.value);
  const today = () => { const day = new Date(); day.setMinutes(day.getMinutes() - day.getTimezoneOffset()); return day.toISOString().slice(0, 10); };

  const pairs = (told) => Object.entries(told).flatMap(([name, values]) => values.map((value) => [name, value]));

  const drawQueue = async () => {
    const { open, all, others } = await list.draw(box, words, { edit });
    show("empty", !all);
    show("others", others > 0);
    parts.others.textContent = words.others.replace("9", others);
    const line = navigator.onLine ? words.online : words.offline;
    parts.state.textContent = `${line} · ${words.keptHere.replace("9", open)}`;
    parts.state.className = `status status-${navigator.onLine ? "ok" : "wait"}`;
    document.getElementById("phone-send").hidden = !open;
  };

  // Without a project: that it is being asked for, and once the server was asked that there is none.
  const drawMissing = () => { show("asking", !project() && !asked); show("nothing", !project() && asked); };

  // The fields of the project; what is mostly the same as last time stays chosen.
  const drawForm = async () => {
    const one = project();
    drawMissing();
    form.hidden = !one;
    if (!one) return;
    parts.name.textContent = one.name;
    room.innerHTML = one.html; // drawn by the server's own template when the line was there
    form.dataset.draftOf = `new:${one.id}`;
    delete form.dataset.handedIn;
    phone.pictures.prepare(room, words);
    const day = form.elements.date;
    if (day && one.ends) { day.max = today() < one.ends ? today() : one.ends; day.value = day.max; }
    fields.fill(form, pairs(one.last), { only: true });
    show("same", Object.keys(one.same).length > 0);
    const draft = await keeper.draft(form);
    key = draft?.submission || phone.body.newKey();
    if (draft && draft.fields.length) fields.fill(form, draft.fields);
    form.dispatchEvent(new Event("change", { bubbles: true })); // parts that are shown for a choice
    show("editing", false);
    edited = null;
    fields.confirm(form, null);
  };

  const edit = async (entry) => {
    const before = choice.value;
    choice.value = entry.project;
    if (!project()) { // there is no form for it; what was written can still be read and copied
      choice.value = before;
      tell([words.gone, ...entry.fields.filter(([name]) => TEXTS.includes(name)).map(([, text]) => text)].join("\n"), "warn");
      return;
    }
    await drawForm();
    edited = entry;
    key = entry.key;
    form.dataset.draftOf = `entry:${entry.key}`;
    fields.fill(form, (await keeper.draft(form))?.fields || entry.fields);
    if (Object.keys(entry.errors || {}).length) fields.say(form, entry.errors, words);
    fields.confirm(form, entry.confirm);
    show("editing", true);
    form.scrollIntoView();
  };

  // What was being corrected when the page was closed is open again, also if it was sent meanwhile as it was before.
  const resume = async () => {
    const start = `${phone.owner()}:entry:`, entries = await queue.mine();
    for (const draft of await phone.store.all("drafts")) {
      if (!draft.key.startsWith(start)) continue;
      const entry = entries.find((one) => one.key === draft.key.slice(start.length));
      if (!entry) await phone.store.drop("drafts", draft.key);
      else if (kept?.projects.some((one) => one.id === entry.project)) { await edit(entry); return; }
    }
  };

  const remember = async (one) => {
    const told = new Map();
    for (const [name, value] of phone.body.fieldsOf(form)) told.set(name, [...(told.get(name) || []), [name, value]]);
    const those = (names) => Object.fromEntries([...told].filter(([name]) => names.includes(name)).map(([name, pairs]) => [name, pairs.map(([, value]) => value)]));
    Object.assign(one, { mine: true, last: those(kept.keeps), same: those(kept.repeats) });
    await phone.store.put("kept", kept);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const one = project(), errors = fields.missing(form, words);
    if (Object.keys(errors).length) { fields.say(form, errors, words); return; }
    fields.clear(form);
    form.dataset.handedIn = "1";
    try {
      const entry = await keeper.entryOf(form, key, one);
      await queue.keep({ ...entry, kept_at: edited?.kept_at || entry.kept_at });
    } catch { // the phone is full, or its browser keeps nothing
      delete form.dataset.handedIn;
      tell(words.notKept, "bad");
      return;
    }
    await keeper.dropDraft(form);
    await remember(one);
    touched = false;
    await drawForm();
    tell(navigator.onLine ? words.savedOnline : words.savedOffline, "ok");
    queue.sendAll();
  });
  for (const event of ["input", "change"]) form.addEventListener(event, (said) => { if (said.isTrusted || said.target !== form) { touched = true; show("saved", false); } });
  keeper.watch(form, () => ({ submission: key }));
  choice.addEventListener("change", drawForm);
  parts.same.firstElementChild.addEventListener("click", () => {
    fields.fill(form, pairs(project().same), { only: true });
    keeper.keepDraft(form, { submission: key });
  });
  document.getElementById("phone-send").addEventListener("click", () => queue.sendAll());
  document.getElementById("phone-leave-edit").addEventListener("click", async () => { await keeper.dropDraft(form); await drawForm(); });
  document.addEventListener("phone-queue", drawQueue);
  document.addEventListener("phone-sent", async ({ detail }) => {
    if (detail.stop === "signed_out") show("signed-out", true);
    if (detail.stop || !parts.saved.classList.contains("notice-ok")) return;
    const open = (await queue.mine()).filter((entry) => entry.state !== "sent");
    if (!open.length) parts.saved.textContent = words.allSent;
    else if (open.some((entry) => entry.state !== "waiting")) { // the queue stands below the form, out of sight
      parts.saved.textContent = words.notTaken;
      parts.saved.className = "notice notice-bad";
    }
  });
  for (const event of ["online", "offline"]) window.addEventListener(event, drawQueue);

  const use = async (snapshot) => {
    kept = snapshot;
    const before = choice.value || new URLSearchParams(location.search).get("project");
    choice.replaceChildren(...(kept?.projects || []).map((one) => new Option(`${one.name}（${one.number}）`, one.id)));
    if (kept?.projects.some((one) => one.id === before)) choice.value = before;
    show("choice-field", (kept?.projects.length || 0) > 1);
    await drawForm();
    await resume();
  };

  await phone.settled;
  queue.use(words.sync);
  await use(await keeper.snapshot());
  await drawQueue();
  keeper.register();
  document.body.dataset.ready = "1";
  const look = async () => {
    const { status, snapshot } = await keeper.refresh({ force: true });
    show("signed-out", status === 401);
    show("stranger", status === 403);
    asked = true;
    if (status !== 200) { drawMissing(); return; }
    if (!touched && !edited) await use(snapshot); else kept = snapshot;
    await drawQueue();
  };
  await look();
  window.addEventListener("online", look);
  await queue.start(words.sync);
})();
