// What this phone keeps, in IndexedDB: "kept" (the snapshot), "entries" (the queue), "drafts".
// phone.store.get/put/drop/all(store, …); phone.owner() says whose snapshot it is.
self.phone = self.phone || {};
phone.store = (() => {
  let opened = null;
  const open = () => {
    opened = opened || new Promise((done, failed) => {
      const asked = indexedDB.open("linkage-phone", 1);
      asked.onupgradeneeded = () => ["kept", "entries", "drafts"].forEach((name) => asked.result.createObjectStore(name, { keyPath: "key" }));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => { opened = null; failed(asked.error); };
    });
    return opened;
  };
  const run = async (store, mode, work) => {
    const base = await open();
    return new Promise((done, failed) => {
      const deal = base.transaction(store, mode, mode === "readwrite" ? { durability: "strict" } : {});
      const asked = work(deal.objectStore(store));
      deal.oncomplete = () => done(asked.result);
      deal.onerror = deal.onabort = () => failed(deal.error);
    });
  };
  return {
    get: (store, key) => run(store, "readonly", (rows) => rows.get(key)),
    all: (store) => run(store, "readonly", (rows) => rows.getAll()),
    put: (store, row) => run(store, "readwrite", (rows) => rows.put(row)),
    drop: (store, key) => run(store, "readwrite", (rows) => rows.delete(key)),
  };
})();

// Whose phone this is at present: a name that can be read at once. Storage may be switched off.
phone.owner = () => { try { return localStorage.getItem("linkage-owner") || ""; } catch { return ""; } };
phone.setOwner = (owner) => { try { if (owner) localStorage.setItem("linkage-owner", owner); else localStorage.removeItem("linkage-owner"); } catch { /* then not */ } };

// Forgets what belongs to whoever used this phone. What she typed and did not send yet stays, under
// her name, and is shown to nobody else.
phone.forget = async () => {
  phone.setOwner("");
  try { await phone.store.drop("kept", "snapshot"); } catch { /* nothing was kept */ }
  if (self.caches) for (const name of await caches.keys()) if (name.startsWith("linkage-")) await caches.delete(name);
};
