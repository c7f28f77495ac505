// A form that saves as one goes: form[data-draft]. Without this script its "save for later" button does it.
// data-draft: whose form it is · data-later: where "save for later" leads · data-signed-out, data-offline,
// data-put-back: what to say · .draft-said: where to say it.
(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const said = form.querySelector(".draft-said");
  const version = form.elements.draft_version;
  const WAIT = 1200; // ms after the last key
  let dirty = false, timer = 0, running = null, stopped = false;

  const here = () => `draft:${form.dataset.draft}:${location.pathname}${location.search}`;
  const texts = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const say = (text, bad = false) => { said.textContent = text; said.classList.toggle("draft-bad", bad); };

  // What the server did not take stays on this computer until it does; storage may be switched off.
  const keepHere = () => { try { localStorage.setItem(here(), texts().toString()); } catch { /* then not */ } };
  const forgetHere = (key) => { try { localStorage.removeItem(key); } catch { /* was never kept */ } };

  // Who signed in again in another window has a new token; this page goes on with it.
  const refreshToken = () => {
    const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
    if (token) form.elements.csrfmiddlewaretoken.value = token;
  };

  const send = async (leaving) => {
    const key = here();
    refreshToken();
    const body = texts();
    body.set("save_for_later", "1");
    dirty = false;
    const headers = { Accept: "application/json" };
    // Nobody may be left to hear whether it was saved, and somebody else may have signed in by then.
    if (leaving) { keepHere(); headers["X-Background"] = "1"; }
    try {
      const answer = await fetch(location.href, { method: "POST", body, headers, keepalive: leaving, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 403) { dirty = true; keepHere(); say(form.dataset.signedOut, true); return "out"; }
      const told = await answer.json();
      if (answer.status === 409) { stopped = true; forgetHere(key); say(told.said, true); return "refused"; }
      if (!answer.ok) { keepHere(); say(told.said, true); return "refused"; }
      version.value = told.version;
      forgetHere(key);
      history.replaceState(null, "", told.address);
      say(told.said);
      return "saved";
    } catch {
      dirty = true; keepHere(); say(form.dataset.offline, true);
      return "out";
    }
  };
  const save = async (leaving = false) => {
    clearTimeout(timer);
    await running;
    if (!dirty || stopped) return "saved";
    running = send(leaving);
    const outcome = await running;
    running = null;
    return outcome;
  };
  const typed = () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  };
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  // Leaving the page saves at once; coming back tries again what could not be saved.
  document.addEventListener("visibilitychange", () => save(document.visibilityState === "hidden"));

  // Handing in first waits for what is not saved yet; signed out, it would only lead to the sign-in page.
  form.addEventListener("submit", (event) => {
    const later = event.submitter?.name === "save_for_later";
    if (event.submitter?.name === "discard_draft") { stopped = true; return; }
    if (later) dirty = true;
    if ((!dirty && !running) || stopped) { stopped = stopped || !later; return; }
    event.preventDefault();
    event.stopPropagation();
    save().then((outcome) => {
      if (outcome === "out") return;
      if (later && outcome === "saved") { location.assign(form.dataset.later); return; }
      stopped = true;
      form.requestSubmit(event.submitter);
    });
  });

  // Puts back what stayed on this computer when the server could not be reached, unless the record moved on.
  const put = (kept) => {
    for (const field of form.elements) {
      if (!field.name || field.name === "csrfmiddlewaretoken" || field.type === "submit") continue;
      const values = kept.getAll(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (values.length) field.value = field.type === "hidden" && values.length > 1 ? field.value : values[0];
    }
  };
  let kept = null;
  try { kept = localStorage.getItem(here()); } catch { /* nothing was kept */ }
  if (kept) {
    const left = new URLSearchParams(kept);
    if (left.get("draft_version") === version.value && left.get("version") === (form.elements.version?.value ?? null)) {
      put(left);
      say(form.dataset.putBack);
      typed();
    } else forgetHere(here());
  }
})();
