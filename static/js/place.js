// Fills latitude and longitude from the phone; without scripts they are typed or left empty.
"use strict";

(() => {
  for (const button of document.querySelectorAll("[data-place]")) {
    if (!navigator.geolocation) continue;
    button.hidden = false;
    const form = button.form;
    const status = document.getElementById(button.dataset.place);
    const say = (name) => { status.textContent = status.dataset[name]; };
    button.addEventListener("click", () => {
      say("waiting");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          form.elements.latitude.value = coords.latitude.toFixed(6);
          form.elements.longitude.value = coords.longitude.toFixed(6);
          form.elements.accuracy.value = Math.round(coords.accuracy);
          status.textContent = status.dataset.found.replace("{m}", Math.round(coords.accuracy));
        },
        () => say("refused"),
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
      );
    });
  }
})();
