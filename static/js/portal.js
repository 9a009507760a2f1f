// Small conveniences on top of pages that also work without this file.
"use strict";

(() => {
  const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

  // --- HTMX: CSRF header, and a note where a request failed -----------------------------------
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token();
  });

  function toast(text) {
    const box = document.getElementById("toasts");
    if (!box || !text) return;
    const note = document.createElement("div");
    note.className = "toast-note";
    const words = document.createElement("span");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = box.dataset.close;
    close.addEventListener("click", () => note.remove());
    note.append(words, close);
    box.replaceChildren(note);
  }

  const words = (name) => document.getElementById("toasts")?.dataset[name];
  // A form that keeps a draft says it in its own line.
  const tellOffline = () => document.getElementById("draft-status") || toast(words("offline"));
  document.addEventListener("htmx:sendError", tellOffline);
  document.addEventListener("htmx:timeout", tellOffline);
  window.addEventListener("offline", tellOffline);
  document.addEventListener("htmx:responseError", (event) => {
    toast(words(event.detail.xhr.status === 403 ? "denied" : "failed"));
  });
  // A form that came back with errors (400, 409, 422) is shown, not dropped.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([400, 409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  // --- Selects with search ----------------------------------------------------------------------
  function dressSelects(root) {
    if (!window.TomSelect) return;
    for (const select of root.querySelectorAll("select[data-tomselect]")) {
      if (select.tomselect) continue;
      const found = new window.TomSelect(select, { maxOptions: null, allowEmptyOption: true });
      // The label now points at the search box; the select itself keeps its name for screen readers.
      const label = select.closest("div")?.querySelector("label");
      if (label) select.setAttribute("aria-label", label.textContent.trim());
      const describedBy = select.getAttribute("aria-describedby");
      if (describedBy) found.control_input.setAttribute("aria-describedby", describedBy);
    }
  }

  // --- Answers not yet sent (draft_queue.js) do not stay on a shared computer -----------------------
  function unsent(prefix) {
    return prefix ? Object.keys(localStorage).filter((name) => name.startsWith(prefix)) : [];
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-sign-out]")) return;
    const left = unsent(`rancangan:${form.dataset.signOut}:`);
    if (left.length && !form.dataset.asked) {
      event.preventDefault();
      form.dataset.asked = "yes";
      toast(words("unsent").replace("{n}", left.length));
      return;
    }
    left.forEach((name) => localStorage.removeItem(name));
  });

  // A form that was finished leaves nothing behind: its result is on the screen.
  if (/^\/klien\/asesmen\/\d+\/$/.test(location.pathname)) {
    unsent(sessionStorage.getItem("rancangan-selesai")).forEach((name) => localStorage.removeItem(name));
    sessionStorage.removeItem("rancangan-selesai");
  }

  // --- One press, one submit; the back button gives the button back ------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post" || form.matches("[hx-post],[data-many]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // Disabled after this turn, so that the pressed button's name and value still travel.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = true;
    });
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button:disabled")) button.disabled = false;
    }
  });

  // --- Menus made of <details>: closed by Escape and by a click elsewhere ------------------------
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // --- Keyboard -------------------------------------------------------------------------------
  function onInstrumentKey(event) {
    const form = event.target.closest?.("[data-instrument-form]");
    if (!form || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, input[type=text], input[type=number], input[type=date], select, button, a, summary")) return;
    const group = event.target.closest("fieldset, [data-question]");
    if (!group) return;
    if (/^[0-9]$/.test(event.key)) {
      const options = group.querySelectorAll("input[type=radio], input[type=checkbox]");
      const option = options[event.key === "0" ? 9 : Number(event.key) - 1];
      if (!option) return;
      event.preventDefault();
      option.focus();
      option.click();
    } else if (event.key === "Enter") {
      event.preventDefault();
      focusNextQuestion(form, group);
    }
  }

  function focusNextQuestion(form, group) {
    const groups = [...form.querySelectorAll("fieldset, [data-question]")].filter(
      (each) => each.offsetParent !== null && each.querySelector("input[type=radio], input[type=checkbox]"),
    );
    const next = groups[groups.indexOf(group) + 1];
    const target = next
      ? (next.querySelector("input:checked") ?? next.querySelector("input[type=radio], input[type=checkbox]"))
      : form.querySelector("button:not([type=button])");
    target?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.querySelector("details[data-menu][open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      const form = document.querySelector("form[data-ctrl-s]");
      if (form) {
        event.preventDefault();
        form.requestSubmit(form.querySelector("[data-ctrl-s-button]") ?? form.querySelector("button:not([type=button])"));
      }
      return;
    }
    onInstrumentKey(event);
  });

  // --- Tabs: on a phone the current one may stand outside the row's window ----------------------
  function showCurrentTab() {
    for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
      const row = tab.closest(".tabs");
      row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
    }
  }

  // --- Start ------------------------------------------------------------------------------------
  document.addEventListener("htmx:load", (event) => dressSelects(event.detail.elt));
  document.addEventListener("DOMContentLoaded", () => {
    dressSelects(document);
    showCurrentTab();
    document.querySelector("[data-error-summary]")?.focus();
  });
})();
