// Proposes indicators by any word of their names, in every field that waits for one, and says which it is.
(() => {
  const LIST = "indicateurs-connus";
  const FIELD = "[data-indicateur]";
  const names = new Map();

  const say = (field) => {
    let told = field.parentElement.querySelector("[data-indicateur-dit]");
    if (!told) {
      told = document.createElement("p");
      told.className = "help";
      told.dataset.indicateurDit = "";
      told.setAttribute("role", "status");
      field.insertAdjacentElement("afterend", told);
    }
    told.textContent = names.get(field.value.trim()) || "";
  };

  const open = async () => {
    const answer = await fetch("/admin/tableaux-de-bord/indicateurs.json");
    if (!answer.ok) return;
    const list = document.createElement("datalist");
    list.id = LIST;
    for (const { slug, label } of (await answer.json()).indicateurs) {
      names.set(slug, label);
      const option = document.createElement("option");
      option.value = slug;
      option.label = label;
      list.append(option);
    }
    document.body.append(list);
    document.querySelectorAll(FIELD).forEach(say);
    // Panels are added to the form as the agent goes.
    new MutationObserver((changes) => {
      for (const change of changes)
        for (const node of change.addedNodes) if (node.querySelectorAll) node.querySelectorAll(FIELD).forEach(say);
    }).observe(document.body, { childList: true, subtree: true });
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches(FIELD)) say(event.target);
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", open);
  else open();
})();
