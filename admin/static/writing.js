/* Writing: what is typed is kept as a draft after a moment's rest, and a small toolbar writes Markdown. */
"use strict";
(() => {
  const REST = 1200;
  const start = () => {
    const form = document.getElementById("writing");
    if (!form) return;
    let timer = 0;
    let kept = true;
    const keep = () => { window.clearTimeout(timer); if (!kept) { kept = true; form.dispatchEvent(new CustomEvent("keep")); } };
    form.addEventListener("input", (event) => {
      if (event.target.name === "comment") return;
      kept = false;
      window.clearTimeout(timer);
      timer = window.setTimeout(keep, REST);
    });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
    form.addEventListener("submit", () => { kept = true; window.clearTimeout(timer); });
    sendAfterKeeping(form, () => kept, keep);
    document.addEventListener("htmx:responseError", () => { kept = false; });
    document.addEventListener("htmx:sendError", () => { kept = false; });
    for (const bar of document.querySelectorAll("[data-toolbar]")) furnish(bar);
    for (const link of document.querySelectorAll("[data-basis-link]")) link.addEventListener("change", () => nameBasis(link));
  };

  /* Another button of the page, such as the one that makes the Word file, waits for what was typed a moment ago. */
  const sendAfterKeeping = (form, isKept, keep) => {
    const waited = new WeakSet();
    document.addEventListener("submit", (event) => {
      const other = event.target;
      if (other === form || isKept() || waited.has(other)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waited.add(other);
      document.addEventListener("htmx:afterRequest", () => other.requestSubmit(event.submitter), { once: true });
      keep();
    }, true);
  };

  /* A document that is picked gives its name to an empty row. */
  const nameBasis = (link) => {
    const text = link.closest("[data-row]").querySelector("input");
    if (!text.value.trim() && link.value) {
      text.value = link.selectedOptions[0].textContent;
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const swedish = document.documentElement.lang.startsWith("sv");
  const NOTE = "¹";
  const MARKS = [
    ["F", swedish ? "Fet" : "Bold", (text) => `**${text || (swedish ? "fet" : "bold")}**`],
    ["K", swedish ? "Kursiv" : "Italic", (text) => `*${text || (swedish ? "kursiv" : "italic")}*`],
    ["•", swedish ? "Punktlista" : "Bulleted list", (text) => lines(text, () => "- ")],
    ["1.", swedish ? "Numrerad lista" : "Numbered list", (text) => lines(text, (n) => `${n}. `)],
    ["H", swedish ? "Underrubrik" : "Sub-heading", (text) => lines(text, () => "### ")],
    ["”", swedish ? "Citat" : "Quote", (text) => lines(text, () => "> ")],
    [NOTE, swedish ? "Fotnot" : "Footnote"],
  ];
  const lines = (text, mark) => (text || "…").split("\n").map((line, index) => mark(index + 1) + line).join("\n");

  const write = (area, sign, make) => {
    const { selectionStart: from, selectionEnd: to, value } = area;
    const whole = !/^[FK]$/.test(sign);
    const begin = whole ? value.lastIndexOf("\n", from - 1) + 1 : from;
    area.setRangeText(make(value.slice(begin, to)), begin, to, "select");
  };

  /* A footnote: its mark after what is selected, its own line last, and the words to write over selected. */
  const note = (area) => {
    const taken = new Set(Array.from(area.value.matchAll(/\[\^(\d+)\]/g), (found) => Number(found[1])));
    let number = 1;
    while (taken.has(number)) number += 1;
    let at = area.selectionEnd;
    while (at > area.selectionStart && /\s/.test(area.value[at - 1])) at -= 1;
    area.setRangeText(`[^${number}]`, at, at, "end");
    const body = area.value.trimEnd();
    const gap = /(^|\n)\[\^[^\]\s]+\]:[^\n]*$/.test(body) ? "\n" : "\n\n";
    const words = swedish ? "fotnotens text" : "the text of the footnote";
    area.setRangeText(`${gap}[^${number}]: ${words}`, body.length, area.value.length, "end");
    area.setSelectionRange(area.value.length - words.length, area.value.length);
  };

  const furnish = (bar) => {
    const area = document.getElementById(bar.dataset.toolbar);
    for (const [sign, name, make] of MARKS) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm k-btn-quiet";
      const shown = document.createElement("span");
      shown.setAttribute("aria-hidden", "true");
      shown.textContent = sign;
      const read = document.createElement("span");
      read.className = "visually-hidden";
      read.textContent = name;
      button.append(shown, read);
      button.title = name;
      button.addEventListener("click", () => {
        if (sign === NOTE) note(area); else write(area, sign, make);
        area.focus();
        area.dispatchEvent(new Event("input", { bubbles: true }));
      });
      bar.append(button);
    }
    bar.hidden = false;
  };

  document.addEventListener("DOMContentLoaded", start);
})();
