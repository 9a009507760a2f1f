// Values typed that the server has not confirmed yet: one entry of localStorage each, so that neither a lost line nor
// a closed window loses one. Key: rancangan:<user>:<form's place>:<form key>:<change's own key>.
"use strict";

window.DraftQueue = class {
  static PREFIX = "rancangan:";
  static DAYS = 7;

  constructor(owner, place) {
    this.prefix = `${window.DraftQueue.PREFIX}${owner}:${place}:`;
    this.unstored = new Map();
    this.last = 0;
    this.dropOld();
  }

  // Everything waiting, in the order typed; of one form when its key is given.
  entries(form = "") {
    const found = [...this.unstored.values()];
    for (const name of this.#names()) {
      const entry = this.#read(name);
      if (entry) found.push(entry);
    }
    return found.filter((entry) => !form || entry.form === form).sort((one, other) => one.order - other.order);
  }

  waits(form, field) {
    return this.entries(form).some((entry) => entry.field === field);
  }

  // A value not yet on its way is replaced by a newer one of the same window, which has seen no more than it had.
  put({ form, field, value, base, window: typist }, onTheWay) {
    const earlier = this.entries(form).filter((entry) => entry.field === field && entry.window === typist && !onTheWay.has(entry.key));
    this.last = Math.max(Date.now(), this.last + 1);
    const seen = Math.min(base, ...earlier.map((entry) => entry.base));
    const entry = { form, field, value, base: seen, window: typist, key: this.#newKey(), typed_at: new Date().toISOString(), order: this.last };
    this.#write(entry);
    this.remove(earlier);
  }

  remove(entries) {
    for (const entry of entries) {
      this.unstored.delete(entry.key);
      this.#quietly(() => localStorage.removeItem(this.#name(entry)));
    }
  }

  // The server took the form up into an open draft, whose key counts from now on.
  rename(from, to) {
    if (from === to) return;
    for (const entry of this.entries(from)) {
      this.#write({ ...entry, form: to });
      this.remove([entry]);
    }
  }

  dropOld() {
    const limit = Date.now() - window.DraftQueue.DAYS * 86_400_000;
    for (const name of this.#names(window.DraftQueue.PREFIX)) {
      const entry = this.#read(name);
      if (!entry || entry.order < limit) this.#quietly(() => localStorage.removeItem(name));
    }
  }

  // Is there no room in this browser? Then the values live only as long as the page.
  get isShort() {
    return this.unstored.size > 0;
  }

  #name(entry) {
    return `${this.prefix}${entry.form}:${entry.key}`;
  }

  #names(prefix = this.prefix) {
    return this.#quietly(() => Object.keys(localStorage).filter((name) => name.startsWith(prefix))) ?? [];
  }

  #read(name) {
    return this.#quietly(() => JSON.parse(localStorage.getItem(name)));
  }

  #write(entry) {
    const isKept = this.#quietly(() => {
      localStorage.setItem(this.#name(entry), JSON.stringify(entry));
      return true;
    });
    if (!isKept) this.unstored.set(entry.key, entry);
  }

  // crypto.randomUUID exists only on https and localhost.
  #newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // A browser may forbid its storage, or hold text there that is not ours: both mean "nothing kept".
  #quietly(work) {
    try {
      return work();
    } catch (error) {
      console.info("localStorage", error.name);
      return null;
    }
  }
};
