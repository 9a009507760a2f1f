// A signature drawn with finger, pen or mouse: kept as a picture in a hidden field of the form.
// Without this file the box stays hidden, and the signed paper is uploaded instead.
"use strict";

(() => {
  const box = document.querySelector("[data-signature]");
  const canvas = box?.querySelector("canvas");
  const field = document.getElementById(box?.dataset.signature ?? "");
  if (!canvas || !field) return;
  const pen = canvas.getContext("2d");
  let isDrawing = false;
  let hasLine = false;

  function paper() {
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "#17303a";
    pen.fillStyle = "#17303a";
    pen.lineWidth = 4;
    pen.lineCap = "round";
    pen.lineJoin = "round";
  }

  // The canvas has its own size in points; the page shows it narrower on a phone.
  function place(event) {
    const seen = canvas.getBoundingClientRect();
    return [
      ((event.clientX - seen.left) * canvas.width) / seen.width,
      ((event.clientY - seen.top) * canvas.height) / seen.height,
    ];
  }

  function begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    isDrawing = true;
    const [x, y] = place(event);
    pen.beginPath();
    pen.arc(x, y, pen.lineWidth / 2, 0, 2 * Math.PI);
    pen.fill();
    pen.beginPath();
    pen.moveTo(x, y);
  }

  function go(event) {
    if (!isDrawing) return;
    event.preventDefault();
    pen.lineTo(...place(event));
    pen.stroke();
    hasLine = true;
  }

  function end() {
    if (!isDrawing) return;
    isDrawing = false;
    field.value = hasLine ? canvas.toDataURL("image/png") : "";
  }

  function wipe() {
    hasLine = false;
    field.value = "";
    paper();
  }

  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", go);
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  box.querySelector("[data-wipe]").addEventListener("click", wipe);

  paper();
  box.hidden = false;
  // A form that came back keeps the signature.
  if (field.value.startsWith("data:image/png;base64,")) {
    const kept = new Image();
    kept.addEventListener("load", () => {
      pen.drawImage(kept, 0, 0, canvas.width, canvas.height);
      hasLine = true;
    });
    kept.src = field.value;
  }
})();
