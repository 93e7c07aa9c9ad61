/* Rows that can be added, moved and removed at once. Without this file the same buttons go through the server. */
"use strict";
(() => {
  const rowsOf = (box) => [...box.querySelectorAll(":scope > [data-row]")];

  const renumber = (box) => {
    const rows = rowsOf(box);
    rows.forEach((row, index) => {
      const number = row.querySelector("[data-row-number]");
      if (number) number.textContent = String(index + 1);
      for (const button of row.querySelectorAll("[data-row-op]")) {
        const parts = button.value.split(":");
        button.value = [...parts.slice(0, -1), String(index)].join(":");
        if (button.dataset.rowOp === "up") button.disabled = index === 0;
        if (button.dataset.rowOp === "down") button.disabled = index === rows.length - 1;
      }
      for (const field of row.querySelectorAll("input, textarea, select")) {
        const label = row.querySelector(`label[for="${CSS.escape(field.id)}"]`);
        const parts = field.id.split(".");
        const place = parts.findLastIndex((part) => /^\d+$/.test(part));
        if (place < 0) continue;
        parts[place] = String(index);
        field.id = parts.join(".");
        if (label) label.htmlFor = field.id;
      }
    });
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const clear = (row) => {
    for (const field of row.querySelectorAll("input, textarea")) field.value = "";
    for (const choice of row.querySelectorAll("select")) choice.selectedIndex = 0;
    for (const fault of row.querySelectorAll(".k-field-error")) fault.remove();
    for (const field of row.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      field.classList.remove("is-invalid");
    }
  };

  const focusIn = (row) => row?.querySelector("input, textarea, select")?.focus();

  const act = (button) => {
    const row = button.closest("[data-row]");
    const box = row.parentElement;
    const operation = button.dataset.rowOp;
    if (operation === "up") row.previousElementSibling?.before(row);
    if (operation === "down") row.nextElementSibling?.after(row);
    if (operation === "remove") {
      const near = row.nextElementSibling ?? row.previousElementSibling;
      if (near) row.remove(); else clear(row);
      focusIn(near ?? row);
    }
    renumber(box);
    if (operation !== "remove" && !button.disabled) button.focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row-op]");
    if (button) { event.preventDefault(); act(button); return; }
    const add = event.target.closest("[data-row-add]");
    const box = add?.previousElementSibling;
    if (!box?.matches("[data-rows]")) return;
    const last = rowsOf(box).at(-1);
    if (!last) return;
    event.preventDefault();
    const row = last.cloneNode(true);
    clear(row);
    box.append(row);
    renumber(box);
    focusIn(row);
  });
})();
