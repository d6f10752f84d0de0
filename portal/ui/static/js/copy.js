/* Buttons that copy the text of a field: data-copy is the identifier of the field. Without this script
   they are hidden, and the text is selected by hand. */
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  if (!field) continue;
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Code copié";
    } catch {
      said.textContent = "Le code est sélectionné : copiez-le avec votre clavier"; // the browser refused
    }
  });
}
