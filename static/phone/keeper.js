// What every page of services does for the phone: #phone[data-sync, data-page, data-worker] and its words.
// Registers the worker, keeps the snapshot fresh, keeps drafts, and makes entries of forms.
phone.keeper = (() => {
  const place = document.getElementById("phone");
  const words = place?.dataset || {};
  const FRESH = 10 * 60_000;

  const register = async () => {
    if (!navigator.serviceWorker) return;
    try {
      await navigator.serviceWorker.register(words.worker, { scope: "/" });
      (await navigator.serviceWorker.ready).active.postMessage("fill");
    } catch { /* without a line, or switched off: the page works, it only does not open offline */ }
  };

  // Asks the server for the snapshot. Gives {status, snapshot}; what is kept stays when there is no line.
  const refresh = async ({ force = false } = {}) => {
    const kept = await snapshot();
    if (!force && kept && Date.now() - Date.parse(kept.kept_at) < FRESH) return { status: 0, snapshot: kept };
    const { status, told } = await phone.queue.ask(words.sync);
    if (status !== 200) return { status, snapshot: kept };
    if (phone.owner() && phone.owner() !== told.owner) await phone.forget();
    phone.setOwner(told.owner);
    const fresh = { ...told, key: "snapshot", kept_at: new Date().toISOString() };
    // What was used last on this phone may not have reached the server yet.
    if (kept?.owner === told.owner) fresh.projects.forEach((project) => {
      const before = kept.projects.find((one) => one.id === project.id);
      if (before?.mine) Object.assign(project, { mine: true, last: before.last, same: before.same });
    });
    await phone.store.put("kept", fresh);
    return { status, snapshot: fresh };
  };
  const snapshot = async () => {
    const kept = await phone.store.get("kept", "snapshot");
    return kept && kept.owner === phone.owner() ? kept : null;
  };

  const draftKey = (form) => `${phone.owner()}:${form.dataset.draftOf}`;
  const draft = (form) => phone.store.get("drafts", draftKey(form));
  const keepDraft = (form, more) => phone.store.put("drafts", { key: draftKey(form), fields: phone.body.fieldsOf(form), ...more });
  const dropDraft = (form) => phone.store.drop("drafts", draftKey(form));

  // Each key stroke is kept at once; while one saving runs, the next waits for it.
  const watch = (form, more) => {
    let running = null, again = false;
    const save = async () => {
      if (form.dataset.handedIn) return;
      if (running) { again = true; return; }
      running = keepDraft(form, more()).catch(() => {});
      await running;
      running = null;
      if (again) { again = false; save(); }
    };
    for (const event of ["input", "change", "scaled"]) form.addEventListener(event, (said) => { if (said.isTrusted || said.target !== form) save(); });
  };

  const entryOf = async (form, key, project) => {
    await phone.pictures.ready(form);
    const fields = phone.body.fieldsOf(form);
    const title = ["method", "place"].map((name) => phone.fields.chosen(form, name)).filter(Boolean).join(" · ");
    return {
      key, fields, title, project: project.id, project_name: project.name, owner: phone.owner(), state: "waiting",
      attendances: phone.fields.chosen(form, "attendances"), day: phone.fields.chosen(form, "date"),
      hash: await phone.body.hashOf(project.id, fields), kept_at: new Date().toISOString(),
    };
  };

  return { place, words, register, refresh, snapshot, draft, keepDraft, dropDraft, watch, entryOf };
})();
