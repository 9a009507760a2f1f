// The fields of an assessment form as a draft names them ("answer:A1", "note:A1", "source:A1", "head:place"), and what
// stands beside them: marks of values that others set, boxes of two values that met.
"use strict";

window.DraftPage = class {
  static HEAD = ["consent_by", "guardian_name", "consent_on", "assessed_on", "place", "purpose"];

  constructor(form) {
    this.form = form;
    this.patterns = JSON.parse(document.getElementById("mark-patterns").textContent);
  }

  // The draft's field of an input, "" for what no draft keeps.
  fieldOf(input) {
    const [kind, code] = this.#split(input.name ?? "");
    if (kind) return `${kind}:${code}`;
    return window.DraftPage.HEAD.includes(input.name) ? `head:${input.name}` : "";
  }

  valueOf(input) {
    if (input.type === "checkbox") return input.checked ? true : null;
    const value = input.type === "radio" ? (this.form.elements[input.name].value ?? "") : input.value;
    const [kind, code] = this.#split(input.name);
    if (kind !== "answer") return value;
    if (!value) return null;
    const [item, score] = value.split(":");
    return item === code ? Number(score) : value;
  }

  set(field, value) {
    const [kind, code] = this.#parts(field);
    const inputs = this.#inputs(field);
    const wanted = kind === "answer" && typeof value === "number" ? `${code}:${value}` : (value ?? "");
    for (const input of inputs) {
      if (input.type === "checkbox") input.checked = value === true;
      else if (input.type === "radio") input.checked = input.value === wanted;
      else input.value = wanted;
      const details = value ? input.closest("details") : null;
      if (details) details.open = true;
    }
    return inputs.length > 0;
  }

  // A field's value in words, from the page itself.
  wordsOf(field, value) {
    const [kind, code] = this.#parts(field);
    const wanted = kind === "answer" && typeof value === "number" ? `${code}:${value}` : value;
    const input = this.#inputs(field).find((each) => each.value === wanted || value === true);
    const option = input?.tagName === "SELECT" ? input.selectedOptions[0]?.textContent : null;
    const label = input?.matches("[type=radio], [type=checkbox]") ? input.labels?.[0]?.querySelector("span")?.textContent : null;
    return `${code}: ${(option ?? label ?? String(value ?? "–")).trim()}`;
  }

  mark(other) {
    this.unmark(other.field);
    const pattern = this.patterns[this.#parts(other.field)[0]] ?? "";
    const note = document.getElementById("mark-template").content.firstElementChild.cloneNode(true);
    note.dataset.mark = other.field;
    note.querySelector("span").textContent = pattern.replace("%(name)s", other.by).replace("%(at)s", other.at);
    this.#put(other.field, note);
  }

  unmark(field) {
    this.form.querySelectorAll(`[data-mark="${CSS.escape(field)}"]`).forEach((note) => note.remove());
  }

  // Two values side by side, each with its button; returns the box.
  showMeeting(met, here) {
    this.dropMeeting(met.field);
    const box = document.getElementById("meeting-template").content.firstElementChild.cloneNode(true);
    box.dataset.meeting = met.field;
    box.setAttribute("aria-label", `${box.getAttribute("aria-label")} ${met.label}`);
    box.querySelector("[data-label-of]").textContent = met.label;
    for (const name of ["stands", "beside"]) {
      const side = box.querySelector(`[data-side="${name}"]`);
      const given = met[name];
      side.querySelector("[data-words]").textContent = given.words;
      side.querySelector("[data-who]").textContent = [given.by, given.at].filter(Boolean).join(", ");
      side.querySelector("[data-here]").hidden = given.window !== here;
      const button = side.querySelector("button");
      button.value = `${met.seq}:${name}`;
      button.querySelector("span").textContent = `: ${given.words}`;
    }
    this.#put(met.field, box);
    return box;
  }

  dropMeeting(field) {
    this.form.querySelectorAll(`[data-meeting="${CSS.escape(field)}"]`).forEach((box) => box.remove());
  }

  firstMeeting() {
    return this.form.querySelector("[data-meeting]");
  }

  #put(field, node) {
    const [kind, code] = this.#parts(field);
    const block = kind === "head" ? null : document.getElementById(`butir-${code.replaceAll(".", "-")}`);
    if (block) block.querySelector(".choices").before(node);
    else this.form.querySelector("[data-head-remarks]").append(node);
  }

  #inputs(field) {
    const [kind, code] = this.#parts(field);
    const name = kind === "head" ? code : `${{ answer: "butir", note: "bukti", source: "sumber" }[kind]}-${code}`;
    return [...this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  }

  #parts(field) {
    const colon = field.indexOf(":");
    return [field.slice(0, colon), field.slice(colon + 1)];
  }

  #split(name) {
    const [, prefix, code] = /^(butir|bukti|sumber)-(.+)$/.exec(name) ?? [];
    return prefix ? [{ butir: "answer", bukti: "note", sumber: "source" }[prefix], code] : ["", ""];
  }
};
