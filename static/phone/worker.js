// The service worker: keeps the shell of the phone page, which is nobody's, and nothing else.
// self.SHELL comes from the view: version, the page, its files.
const { version, page, files } = self.SHELL;
const KEPT = `linkage-${version}`;
const SLOW = 4000; // ms; on a line slower than that the phone page opens from what is kept

const fill = async () => {
  const kept = await caches.open(KEPT);
  await kept.addAll([page, ...files].map((address) => new Request(address, { cache: "reload" })));
};
const fillIfEmpty = async () => { if (!(await caches.has(KEPT))) await fill(); };
const dropOlder = async () => {
  for (const name of await caches.keys()) if (name.startsWith("linkage-") && name !== KEPT) await caches.delete(name);
};

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder().then(() => self.clients.claim())));
// Signing out dropped everything; whoever signs in next has it filled again.
self.addEventListener("message", (event) => { if (event.data === "fill") event.waitUntil(fillIfEmpty().catch(() => {})); });

const shell = async () => (await caches.match(page)) || Response.error();
const orShell = (request) => fetch(request).catch(shell);
const orShellSoon = (request) => {
  const answer = orShell(request);
  const soon = new Promise((done) => setTimeout(async () => { const kept = await caches.match(page); if (kept) done(kept); }, SLOW));
  return Promise.race([answer, soon]);
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(pathname === page ? orShellSoon(request) : orShell(request));
  else if (files.includes(pathname)) event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
});
