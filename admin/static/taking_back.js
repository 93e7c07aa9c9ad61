/* Läs in från Word: whoever writes a text of her own has chosen it. Without scripts the button beside it is pressed. */
document.addEventListener("input", (event) => {
  const name = event.target.name || "";
  if (!name.startsWith("text.")) return;
  const choice = document.getElementsByName(name.replace("text.", "take."));
  for (const button of choice) button.checked = button.value === "text";
});
