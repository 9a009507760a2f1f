// The assessment form: folds parts that are not due, and keeps Enter from sending a half-filled form.
"use strict";

(() => {
  const form = document.getElementById("assessment-form");
  if (!form) return;

  // A part that is not due is folded away, unless something stands in it: nothing typed hides.
  function foldParts() {
    const closed = document.querySelector("[data-closed-parts]")?.dataset.closedParts.split(" ") ?? [];
    for (const part of form.querySelectorAll("[data-part]")) {
      const body = part.querySelector("[data-part-body]");
      const isUsed = body.querySelector("input:checked:not([value='']), .question-wrong") !== null || [...body.querySelectorAll("textarea")].some((note) => note.value.trim());
      const isClosed = closed.includes(part.dataset.part);
      body.hidden = isClosed && !isUsed;
      part.classList.toggle("assess-part-closed", isClosed);
    }
  }

  document.addEventListener("htmx:afterSettle", foldParts);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || !event.target.matches("input[type=text], input[type=date]")) return;
    event.preventDefault();
    const inputs = [...form.querySelectorAll("input:not([type=hidden]), textarea, select")].filter((each) => each.offsetParent !== null);
    inputs[inputs.indexOf(event.target) + 1]?.focus();
  });
  foldParts();
})();
