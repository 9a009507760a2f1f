// A button that copies a text field; without scripts the field can be selected by hand.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        status.textContent = button.dataset.copied;
      } catch {
        // No clipboard without HTTPS or permission: the text is chosen, the person copies it.
        field.focus();
        field.select();
        status.textContent = button.dataset.notCopied;
      }
    });
  }
});
