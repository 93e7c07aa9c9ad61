/* Registering: files can be dropped, large ones show how far they have come, and the card follows its choices. */
"use strict";
(() => {
  const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;

  const start = () => {
    const drop = document.querySelector("[data-drop]");
    if (drop && !drop.dataset.ready) ready(drop);
    const fields = document.querySelectorAll("[data-new-case]");
    const follow = () => {
      const chosen = document.querySelector('input[type="radio"][name="case"]:checked');
      if (chosen) for (const field of fields) field.hidden = chosen.value !== "";
    };
    for (const choice of document.querySelectorAll('input[type="radio"][name="case"]')) choice.addEventListener("change", follow);
    follow();
    const secrecy = document.querySelector("[data-secrecy]");
    if (secrecy && !secrecy.dataset.ready) hide(secrecy);
  };

  /* What others see instead is asked for when there is something to hide. */
  const hide = (secrecy) => {
    secrecy.dataset.ready = "1";
    const provision = secrecy.querySelector("select");
    const more = secrecy.querySelector("[data-when-secret]");
    const filled = () => [...more.querySelectorAll("input")].some((field) => field.value || field.getAttribute("aria-invalid"));
    const follow = () => { more.hidden = !provision.value && !filled(); };
    provision.addEventListener("change", follow);
    secrecy.addEventListener("toggle", () => { if (secrecy.open) provision.focus(); });
    follow();
  };

  const ready = (drop) => {
    drop.dataset.ready = "1";
    const input = drop.querySelector('input[type="file"]');
    const list = drop.querySelector("[data-picked]");
    const show = () => list.replaceChildren(...[...input.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name} (${size(file.size)})`;
      return item;
    }));
    input.addEventListener("change", show);
    for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("w-drop-over"); });
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("w-drop-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer?.files.length) { input.files = event.dataTransfer.files; show(); }
    });
    const bar = document.querySelector("[data-progress]");
    document.addEventListener("htmx:xhr:progress", (event) => {
      if (!bar || !event.detail.lengthComputable) return;
      bar.hidden = false;
      bar.value = (100 * event.detail.loaded) / event.detail.total;
    });
  };

  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:afterSettle", start);
})();
