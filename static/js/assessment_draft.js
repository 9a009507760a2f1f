// Keeps the assessment form on the server while it is filled in: sends what changed, again when the line was down,
// shows what others set meanwhile and what met. Without this file "Simpan rancangan" does the same.
"use strict";

(() => {
  const form = document.querySelector("form[data-draft]");
  const status = document.getElementById("draft-status");
  if (!form || !status || !window.DraftQueue) return;

  const QUIET = 2000; // ms after the last key
  const LONGEST = 8000; // ms that somebody may type on before it is sent
  const PATIENCE = 4000; // ms that leaving by a button waits for the last values
  const MOST = 200; // changes in one sending; the server takes 400
  const queue = new window.DraftQueue(form.dataset.owner, form.dataset.place);
  const page = new window.DraftPage(form);
  const hidden = (name) => form.elements[name];
  const key = () => hidden("form_key").value;
  const here = hidden("window").value;
  const onTheWay = new Set();
  let seen = Number(hidden("base").value);
  let running = null;
  let stopped = false;
  let timer = 0;
  let pause = 1000;
  let waitingSince = 0;
  let passing = false;
  let savedAt = "";

  // --- The line that says what is saved -----------------------------------------------------------
  function say(name, values = {}) {
    let text = status.dataset[name] ?? name;
    for (const [mark, value] of Object.entries({ n: queue.entries().length, ...values })) text = text.replace(`{${mark}}`, value);
    const line = status.querySelector("[data-say]");
    if (line.textContent !== text) line.textContent = text;
    status.classList.toggle("is-waiting", !["saved", "saving", "idle"].includes(name));
    status.querySelector("[data-sign-in]").hidden = name !== "signedOut";
    const met = page.firstMeeting();
    const link = status.querySelector("[data-met-link]");
    link.hidden = met === null;
    if (met) link.querySelector("a").href = `#${(met.closest(".question-block") ?? form.querySelector(".assess-head")).id}`;
  }

  function sayKept() {
    if (page.firstMeeting()) say("met");
    else if (savedAt) say("saved", { at: savedAt });
  }

  // --- Sending ------------------------------------------------------------------------------------
  async function post(formKey, entries) {
    const body = JSON.stringify({
      form_key: formKey,
      replaces_id: hidden("replaces_id").value,
      since: seen,
      window: here,
      changes: entries.map(({ field, value, base, key: own, window: typist, typed_at }) => ({ field, value, base, key: own, window: typist, typed_at })),
    });
    // A page that is left may send 64 KB; more goes while it is still there.
    return fetch(form.dataset.draft, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": hidden("csrfmiddlewaretoken").value },
      body,
      redirect: "manual",
      keepalive: body.length < 60_000,
    });
  }

  // One after the other: an older value never overtakes a newer one.
  function next(work) {
    const before = running;
    const own = (async () => {
      await before;
      return work();
    })();
    running = own;
    return own.finally(() => {
      if (running === own) running = null;
    });
  }

  // Sends what waits until nothing does; true when all of it is kept.
  function flush() {
    clearTimeout(timer);
    waitingSince = 0;
    return next(drain);
  }

  async function drain() {
    for (let entries = queue.entries(key()); entries.length; entries = queue.entries(key())) {
      if (!(await deliver(entries.slice(0, MOST)))) return false;
    }
    return true;
  }

  async function deliver(entries) {
    if (stopped) return false;
    entries.forEach((entry) => onTheWay.add(entry.key));
    const slow = setTimeout(() => say("saving"), 800);
    try {
      const answer = await post(key(), entries);
      return await heard(answer, entries);
    } catch (error) {
      console.info("draft", error.name);
      return later("offline");
    } finally {
      clearTimeout(slow);
      entries.forEach((entry) => onTheWay.delete(entry.key));
    }
  }

  async function heard(answer, entries) {
    if (answer.ok) {
      took(await answer.json(), entries);
      return true;
    }
    if (answer.type === "opaqueredirect") return stop("signedOut");
    if (answer.status >= 500 || answer.status === 429) return later("offline");
    if (answer.status === 404) return stop("gone");
    if (answer.status === 409) return stop((await answer.json()).message);
    return stop("failed");
  }

  function stop(words) {
    stopped = words !== "signedOut";
    say(words);
    return false;
  }

  // The line is down, or the server is: again after a while, and longer each time.
  function later(words) {
    say(queue.isShort ? "full" : words);
    clearTimeout(timer);
    timer = setTimeout(flush, pause);
    pause = Math.min(pause * 2, 60_000);
    return false;
  }

  function took(told, entries) {
    const wasCut = pause > 1000;
    pause = 1000;
    queue.remove(entries);
    if (!told.form_key) return say("idle");
    queue.rename(key(), told.form_key);
    hidden("form_key").value = told.form_key;
    seen = Math.max(seen, told.seq);
    hidden("base").value = seen;
    entries.forEach((entry) => page.dropMeeting(entry.field));
    const moved = told.others.filter((other) => !queue.waits(key(), other.field) && page.set(other.field, other.value));
    moved.forEach((other) => page.mark(other));
    for (const met of told.conflicts) {
      if (!queue.waits(key(), met.field)) page.set(met.field, met.stands.value);
      page.showMeeting(met, here);
    }
    // The counted panel follows what was filled in here, or typed while it could not ask.
    if (wasCut || moved.length || told.conflicts.length) form.dispatchEvent(new Event("change"));
    savedAt = told.saved_at;
    const [refused] = told.refused;
    if (refused) say("refused", { field: refused.field.split(":")[1], why: refused.message });
    else sayKept();
  }

  // --- Typing -------------------------------------------------------------------------------------
  form.addEventListener("input", (event) => {
    const field = page.fieldOf(event.target);
    if (!field) return;
    page.unmark(field);
    queue.put({ form: key(), field, value: page.valueOf(event.target), base: seen, window: here }, onTheWay);
    waitingSince ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(flush, Math.max(0, Math.min(QUIET, waitingSince + LONGEST - Date.now())));
  });

  // --- Leaving, coming back -----------------------------------------------------------------------
  window.addEventListener("online", () => flush());
  window.addEventListener("offline", () => {
    if (queue.entries(key()).length) say("offline");
  });
  // Whatever is still on its way goes along once more: the same keys are kept once.
  window.addEventListener("pagehide", () => {
    const left = queue.entries(key());
    if (left.length && !stopped) post(key(), left.slice(0, MOST)).catch(() => null);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
    else flush();
  });

  // What did others set while this window was away?
  async function look() {
    if (queue.entries(key()).length) return flush();
    return seen && !stopped ? next(() => deliver([])) : null;
  }

  const atMost = (work) => Promise.race([work, new Promise((done) => setTimeout(done, PATIENCE))]);

  form.addEventListener("submit", async (event) => {
    if (passing) return;
    const button = event.submitter;
    const isDraft = button?.name === "step" && button.value === "draft";
    if (!navigator.onLine) {
      event.preventDefault();
      say("notNow");
      return;
    }
    if (isDraft && !stopped) {
      event.preventDefault();
      if (await flush()) sayKept();
      return;
    }
    if (button?.value === "save") sessionStorage.setItem("rancangan-selesai", `${queue.prefix}${key()}:`);
    if (stopped || (!running && !queue.entries(key()).length)) return;
    event.preventDefault();
    await atMost(flush());
    passing = true;
    form.requestSubmit(button);
    passing = false;
  });

  // Signed out meanwhile, the panel would lead away in the middle of a sentence: the line says it instead.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!event.detail.xhr.getResponseHeader("HX-Redirect")) return;
    event.preventDefault();
    say("signedOut");
  });

  // Signing out takes the last values along first; portal.js then clears this browser.
  const signOut = document.querySelector("[data-sign-out]");
  signOut?.addEventListener("submit", async (event) => {
    if (stopped || signOut.dataset.tried || !queue.entries(key()).length) return;
    event.preventDefault();
    signOut.dataset.tried = "yes";
    await atMost(flush());
    signOut.requestSubmit();
  });

  // --- What an earlier page of this form could not send -------------------------------------------
  async function bringIn() {
    const left = queue.entries();
    if (!left.length) return;
    let isTaken = false;
    const dead = [];
    for (const formKey of new Set(left.map((entry) => entry.form))) {
      const entries = left.filter((entry) => entry.form === formKey).slice(0, MOST);
      const answer = await post(formKey, entries).catch(() => null);
      if (answer?.ok) {
        queue.remove(entries);
        isTaken = true;
      } else if (answer?.status === 409 && formKey !== key()) dead.push(...entries);
      else if (answer) await heard(answer, entries);
      else later("offline");
    }
    // The server now holds them, with whatever they met: its page is the true one.
    if (isTaken) return location.replace(address());
    for (const entry of queue.entries(key())) page.set(entry.field, entry.value);
    if (dead.length) showLeft(dead);
  }

  function address() {
    const url = new URL(form.action);
    for (const name of ["replaces_id", "dengan"]) {
      if (hidden(name)?.value) url.searchParams.set(name, hidden(name).value);
    }
    return url.href;
  }

  function showLeft(dead) {
    const box = status.querySelector("[data-left]");
    const lines = dead.map((entry) => {
      const line = document.createElement("li");
      line.textContent = page.wordsOf(entry.field, entry.value);
      return line;
    });
    box.querySelector("ul").replaceChildren(...lines);
    box.hidden = false;
    box.querySelector("button").onclick = () => {
      queue.remove(dead);
      box.hidden = true;
    };
  }

  if (page.firstMeeting()) say("met");
  else if (!seen) say("idle");
  next(bringIn);
})();
