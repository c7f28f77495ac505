// An entry: [[name, text or file], …] as a form gives it, its hash, and the request that carries it.
// The hash is the one of projects/delivery/bodies.py.
phone.body = (() => {
  const ENVELOPE = ["csrfmiddlewaretoken", "key", "hash", "owner", "project", "submission", "version", "again"];

  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const sha256 = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));
  const isFile = (value) => value instanceof Blob;

  // The filled-in fields of a form. An empty box for files gives a file without name or content.
  const fieldsOf = (form) => [...new FormData(form)].filter(([name, value]) =>
    !ENVELOPE.includes(name) && (isFile(value) ? value.size : value !== ""));

  const hashOf = async (project, fields) => {
    if (!crypto.subtle) return ""; // without https the server alone computes it
    const told = new Map([["project", [String(project)]]]);
    for (const [name, value] of fields) {
      const text = isFile(value) ? `sha256:${await sha256(await value.arrayBuffer())}` : value.replace(/\r\n?/g, "\n");
      told.set(name, [...(told.get(name) || []), text]);
    }
    const sorted = [...told].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return sha256(new TextEncoder().encode(JSON.stringify(sorted)));
  };

  const requestOf = (entry) => {
    const body = new FormData();
    for (const name of ["key", "project", "owner", "hash"]) body.append(name, entry[name] || "");
    for (const [name, value] of entry.fields) if (isFile(value)) body.append(name, value, value.name || "picture.jpg"); else body.append(name, value);
    return body;
  };

  const newKey = () => crypto.randomUUID?.() || "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  return { fieldsOf, hashOf, requestOf, newKey, isFile };
})();
