// The queue: entries that wait on this phone until the server has them.
// phone.queue.keep(entry) · send(entry) · sendAll() · mine() · drop(key). Each change tells the document: "phone-queue".
phone.queue = (() => {
  const FIRST_WAIT = 5_000, LONGEST_WAIT = 300_000, PATIENCE = 60_000, REMEMBERED = 10;
  let wait = FIRST_WAIT, timer = 0, running = null, wanted = false, address = "";

  const told = () => document.dispatchEvent(new CustomEvent("phone-queue"));
  const token = () => decodeURIComponent(/(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] || "");
  const isMine = (entry) => entry.owner === phone.owner();
  const byTime = (a, b) => (a.kept_at < b.kept_at ? -1 : 1);
  const mine = async () => (await phone.store.all("entries")).filter(isMine).sort(byTime);
  const others = async () => (await phone.store.all("entries")).filter((entry) => !isMine(entry) && entry.state !== "sent").length;

  const keep = async (entry) => { await phone.store.put("entries", entry); told(); return entry; };
  const drop = async (key) => { await phone.store.drop("entries", key); told(); };

  const ask = async (url, options = {}) => {
    const patience = new AbortController();
    const clock = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch(url, { ...options, redirect: "manual", signal: patience.signal, headers: { Accept: "application/json", "X-Background": "1", ...options.headers } });
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      return { status: answer.status, told: isJson ? await answer.json() : null };
    } catch {
      return { status: 0, told: null }; // no line
    } finally {
      clearTimeout(clock);
    }
  };

  // A token that was lost or replaced is fetched anew, once.
  // ``shown``: a page of the site follows at once, and says that the entry is saved.
  const post = async (entry, shown) => {
    const said = shown ? { "X-Shown": "1" } : {};
    const go = (csrf) => ask(address, { method: "POST", body: phone.body.requestOf(entry), headers: { "X-CSRFToken": csrf, ...said } });
    let answer = await go(token());
    if (answer.status === 403 && !answer.told) {
      const fresh = await ask(`${address}?token=1`);
      if (fresh.status !== 200) return fresh.status === 401 || !fresh.status ? fresh : answer;
      answer = await go(fresh.told.token);
    }
    return answer;
  };

  // What an answer means for the entry: sent, refused (its words are shown) or still waiting.
  const judged = ({ status, told: said }) => {
    if (status === 200 || status === 201) return { state: "sent", url: said.url, number: said.number, again: status === 200 };
    const why = { said: said?.said || "", errors: said?.errors || {}, confirm: said?.confirm || null, url: said?.url || "", number: said?.number || "" };
    if (status === 409) return { state: "other", ...why };
    if ([404, 413, 422].includes(status) || (status === 403 && said?.state === "forbidden") || status === 400) return { state: "refused", ...why };
    if (status === 401 || (status === 403 && said?.state === "other_user")) return { state: "waiting", stop: "signed_out", said: why.said };
    return { state: "waiting", stop: !status ? "no_line" : status === 429 ? "wait" : "busy", said: why.said };
  };

  const forSending = async (entry, shown = false) => {
    const outcome = judged(await post(entry, shown));
    const { stop, ...now } = outcome;
    const kept = { ...entry, errors: {}, confirm: null, said: "", ...now, tried_at: new Date().toISOString() };
    if (kept.state === "sent") kept.fields = []; // the server has it; nothing of a resident stays here
    // Whoever dropped or corrected the entry meanwhile has the last word.
    const there = await phone.store.get("entries", entry.key);
    if (there && (there.hash === entry.hash || kept.state === "sent")) await keep(kept);
    return { ...kept, stop };
  };

  // One page sends at a time; the server would take a second send for what it is anyway.
  const alone = (work) => navigator.locks ? navigator.locks.request("linkage-phone-send", work) : work();
  const send = (entry, shown = false) => alone(() => forSending(entry, shown));

  // The line may come back while the last try is just failing: then once more.
  const sendAll = () => {
    if (running) { wanted = true; return running; }
    running = alone(everything).finally(() => {
      running = null;
      if (wanted) { wanted = false; sendAll(); }
    });
    return running;
  };
  const everything = async () => {
    clearTimeout(timer);
    let stop = "";
    for (const entry of await mine()) {
      if (entry.state !== "waiting") continue;
      const outcome = await forSending(entry);
      stop = outcome.stop || stop;
      if (outcome.stop && outcome.stop !== "busy") break; // what one entry breaks does not hold up the others
    }
    await forgetOld();
    wait = stop ? Math.min(LONGEST_WAIT, wait * 2) : FIRST_WAIT;
    if (stop && stop !== "signed_out") timer = setTimeout(sendAll, wait);
    document.dispatchEvent(new CustomEvent("phone-sent", { detail: { stop } }));
    return stop;
  };
  const forgetOld = async () => {
    const sent = (await mine()).filter((entry) => entry.state === "sent");
    for (const entry of sent.slice(0, -REMEMBERED)) await drop(entry.key);
  };

  const start = (url) => {
    address = url;
    const now = () => { if (document.visibilityState === "visible") sendAll(); };
    window.addEventListener("online", now);
    document.addEventListener("visibilitychange", now);
    return sendAll();
  };
  return { start, keep, drop, send, sendAll, mine, others, ask, told, use: (url) => { address = url; } };
})();
