// The instrument workshop: shows only the fields that the choice above them asks for. Without it all are shown.
"use strict";

(() => {
  const form = document.querySelector("main form[method=post]");
  if (!form) return;

  function show(name, isShown) {
    const box = form.querySelector(`[data-${name}]`);
    if (box) box.hidden = !isShown;
  }

  function fit() {
    const mode = form.querySelector("input[name=mode]:checked")?.value;
    if (form.querySelector("input[name=mode]")) {
      show("condition-tests", mode === "all" || mode === "any");
      show("condition-free", mode === "free");
    }
    const kind = form.querySelector("select[name=kind]")?.value;
    if (kind) show("options", kind === "score");
  }

  // The preview folds a part that is not due, unless something stands in it.
  function fold() {
    const closed = document.querySelector("[data-closed-parts]")?.dataset.closedParts.split(" ") ?? [];
    for (const part of form.querySelectorAll("[data-part]")) {
      const body = part.querySelector("[data-part-body]");
      const isClosed = closed.includes(part.dataset.part);
      body.hidden = isClosed && !body.querySelector("input:checked:not([value=''])");
      part.classList.toggle("assess-part-closed", isClosed);
    }
  }

  form.addEventListener("change", fit);
  document.addEventListener("htmx:afterSettle", fold);
  fit();
  fold();
})();
