/* Kansli: comfort where scripts run. Every page works without this file. */
"use strict";
(() => {
  const SWITCH = "kansli-genvagar";
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = meta("csrf-token");
  });

  /* Shortcuts: data-shortcut="k", "Alt+1" or "Ctrl+Enter" on a link, button or field. */
  const shortcutsOn = () => {
    try { return localStorage.getItem(SWITCH) !== "av"; } catch { return true; }
  };
  const typing = (target) =>
    target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit|reset|file)$/.test(target.type));
  const pressed = (event) => {
    let name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.altKey) name = `Alt+${event.code.startsWith("Digit") ? event.code.slice(5) : name}`;
    if (event.ctrlKey || event.metaKey) name = `Ctrl+${name}`;
    return name;
  };
  const shown = (element) => element.getClientRects().length > 0;
  const normal = (wanted) => (wanted.length === 1 ? wanted.toLowerCase() : wanted);
  const owners = () => [...document.querySelectorAll("[data-shortcut]")];

  const use = (element) => {
    if (element.matches("input, textarea, select") && !/^(checkbox|radio|submit|button)$/.test(element.type)) {
      element.focus();
      if (element.select) element.select();
    } else {
      element.click();
    }
  };

  /* J and K go from row to row on a page with data-walk on its rows; each row's own link or button gets the focus. */
  const walk = (step) => {
    const rows = [...document.querySelectorAll("[data-walk]")].filter(shown);
    if (!rows.length) return false;
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[here === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1)];
    (next.querySelector("[data-walk-to]") ?? next.querySelector("a, button")).focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };

  const keysOfThePage = () => {
    const list = document.querySelector("[data-walk-next]");
    const rows = list ? [["J", list.dataset.walkNext], ["K", list.dataset.walkPrevious], ["Enter", list.dataset.walkEnter]] : [];
    const seen = new Set();
    for (const element of owners()) {
      const key = element.dataset.shortcut;
      if (seen.has(key) || (!shown(element) && key !== "?")) continue;
      seen.add(key);
      rows.push([key.length === 1 ? key.toUpperCase() : key, element.dataset.shortcutLabel || element.textContent.trim()]);
    }
    return rows;
  };

  const listShortcuts = () => {
    let dialog = document.getElementById("k-shortcuts");
    if (dialog) dialog.remove();
    const here = document.querySelector('[data-shortcut="?"]');
    dialog = document.createElement("dialog");
    dialog.id = "k-shortcuts";
    dialog.className = "k-dialog";
    const heading = document.createElement("h2");
    heading.id = "k-shortcuts-title";
    heading.textContent = here?.textContent.trim() ?? "";
    dialog.setAttribute("aria-labelledby", heading.id);
    const table = document.createElement("table");
    table.className = "table";
    const body = table.createTBody();
    for (const [key, does] of keysOfThePage()) {
      const row = body.insertRow();
      const kbd = document.createElement("kbd");
      kbd.textContent = key;
      row.insertCell().append(kbd);
      row.insertCell().textContent = does;
    }
    const form = document.createElement("form");
    form.method = "dialog";
    form.className = "k-row";
    const close = document.createElement("button");
    close.className = "btn btn-primary";
    close.textContent = "Esc";
    const settings = document.createElement("a");
    settings.href = here?.href ?? "#";
    settings.textContent = here?.textContent.trim() ?? "";
    form.append(close, settings);
    dialog.append(heading, table, form);
    document.body.append(dialog);
    dialog.showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      const open = document.querySelector("details.k-pop[open]");
      if (open) { open.removeAttribute("open"); open.querySelector("summary").focus(); return; }
      if (typing(event.target)) event.target.blur();
      return;
    }
    if (!shortcutsOn() || event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const name = pressed(event);
    const plain = !(event.ctrlKey || event.metaKey || event.altKey);
    if (name !== "Ctrl+Enter" && typing(event.target)) return;
    if (plain && name === "Enter") return;
    if (name === "?") { event.preventDefault(); listShortcuts(); return; }
    if ((name === "j" || name === "k") && walk(name === "j" ? 1 : -1)) { event.preventDefault(); return; }
    const found = owners().find((element) => normal(element.dataset.shortcut) === name && shown(element));
    if (!found) return;
    event.preventDefault();
    use(found);
  });

  /* A pop-up menu closes when one clicks beside it. */
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.k-pop[open]")) {
      if (!open.contains(event.target)) open.removeAttribute("open");
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => copy.setAttribute("data-copied", ""));
  });

  /* A form with data-once is sent once, however often its button is pressed. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.addEventListener("pageshow", () => { delete form.dataset.sent; }, { once: true });
  });

  const prepare = (root) => {
    for (const element of root.querySelectorAll("[data-copy], [data-needs-script]")) element.hidden = false;
    root.querySelector("[data-focus]")?.focus();
    const box = root.querySelector("[data-shortcuts-switch]");
    if (box) {
      box.checked = shortcutsOn();
      box.addEventListener("change", () => {
        try { localStorage.setItem(SWITCH, box.checked ? "på" : "av"); } catch { /* storage is closed: nothing to keep */ }
      });
    }
  };
  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:afterSwap", (event) => prepare(event.detail.target));
})();
