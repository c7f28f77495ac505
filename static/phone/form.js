// The online form of a service, which loses nothing: form[data-phone]. "new": handed in through the queue, so
// that it waits there when the line or the session is gone. "edit": what is typed is kept until it is saved.
(async () => {
  const { keeper, queue, fields } = phone, { words } = keeper;
  const form = document.querySelector("form[data-phone]");
  queue.use(words.sync);
  if (form) await looked(form);
  await phone.settled;
  keeper.register();
  if (form) await keeper.refresh().catch(() => {});
  const count = document.getElementById("phone-count");
  const tell = async () => {
    const open = (await queue.mine()).filter((entry) => entry.state !== "sent").length;
    if (!count) return;
    count.hidden = !open;
    count.textContent = ` · ${words.keptHere.replace("9", open)}`;
  };
  document.addEventListener("phone-queue", tell);
  await tell();
  await queue.start(words.sync);

  async function looked(form) {
    await phone.settled;
    const isNew = form.dataset.phone === "new", { elements } = form;
    phone.pictures.prepare(form, words);
    const stamp = () => (isNew ? { submission: elements.submission.value } : { version: elements.version.value });
    const draft = await keeper.draft(form);
    const wasAnswered = Boolean(form.querySelector(".notice-bad")); // the server shows what was typed already
    const fits = draft && (isNew ? !draft.native || draft.submission === elements.submission.value : draft.version === elements.version.value);
    if (draft && !fits) await keeper.dropDraft(form);
    else if (draft && wasAnswered) fields.fill(form, draft.fields.filter(isLost), { only: true });
    else if (draft?.fields.length) {
      if (isNew && draft.submission) elements.submission.value = draft.submission;
      fields.fill(form, draft.fields);
      putBack(form);
    }
    keeper.watch(form, stamp);
    if (isNew) form.addEventListener("submit", (event) => handIn(event, form), { capture: true });
    document.body.dataset.ready = "1";
  }

  // A browser empties the boxes for files of a page that is shown again; a wrong file stays away.
  function isLost([name, value]) {
    return phone.body.isFile(value) && !form.querySelector(`.wrong [name="${CSS.escape(name)}"]`);
  }

  function putBack(form) {
    const notice = Object.assign(document.createElement("p"), { className: "notice notice-phone", textContent: `${words.putBack} ` });
    const empty = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: words.startAnew });
    empty.addEventListener("click", async () => { form.dataset.handedIn = "1"; await keeper.dropDraft(form); location.reload(); });
    notice.append(empty);
    form.prepend(notice);
  }

  // The ordinary way: the server judges the form and shows it again with what is wrong.
  async function ordinarily(form, submitter) {
    await keeper.keepDraft(form, { submission: form.elements.submission.value, native: true }).catch(() => {});
    form.dataset.ordinary = "1";
    form.requestSubmit(submitter);
  }

  async function handIn(event, form) {
    if (form.dataset.ordinary) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.handedIn) return;
    form.dataset.handedIn = "1";
    const { submitter } = event;
    const project = { id: form.dataset.project, name: form.dataset.projectName };
    let outcome = null;
    try {
      const entry = await keeper.entryOf(form, form.elements.submission.value, project);
      await queue.keep(entry);
      outcome = await queue.send(entry, true);
      if (outcome.state === "refused") await queue.drop(entry.key); else await keeper.dropDraft(form);
    } catch { /* this browser keeps nothing: the ordinary way */ }
    if (!outcome || outcome.state === "refused") { await ordinarily(form, submitter); return; }
    if (outcome.state !== "sent") { location.assign(`${words.page}?project=${project.id}`); return; }
    location.assign(submitter?.name === "again" ? anew(form, project) : outcome.url);
  }

  function anew(form, project) {
    const query = new URLSearchParams({ project: project.id });
    for (const [name, value] of phone.body.fieldsOf(form)) if (["place", "workers"].includes(name)) query.append(name, value);
    return `${location.pathname}?${query}`;
  }
})();
