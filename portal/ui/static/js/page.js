/* What every page needs at once: the theme a visitor chose, applied before anything is drawn (hence a
   classic script in the head), then the settings dialog and the menu of small screens. Without it the
   theme follows the system by CSS alone and the menu is a link to its anchor. */
"use strict";
(() => {
  const KEY = "scheme";
  const root = document.documentElement;

  function readChoice() {
    try {
      return localStorage.getItem(KEY) || "system";
    } catch {
      return "system"; // storage refused: nothing is remembered
    }
  }

  function keepChoice(choice) {
    try {
      if (choice === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice);
    } catch {
      /* the choice holds for this page only */
    }
  }

  function applyChoice(choice) {
    if (choice === "light" || choice === "dark") root.setAttribute("data-fr-theme", choice);
    else root.removeAttribute("data-fr-theme");
  }

  applyChoice(readChoice());
  root.classList.add("js");

  function openSettings() {
    let dialog = document.getElementById("affichage");
    if (!dialog) {
      document.body.append(document.getElementById("affichage-modele").content.cloneNode(true));
      dialog = document.getElementById("affichage");
      dialog.addEventListener("change", (event) => {
        applyChoice(event.target.value);
        keepChoice(event.target.value);
      });
      dialog.addEventListener("click", (event) => {
        if (event.target === dialog) dialog.close(); // on the backdrop
      });
    }
    dialog.querySelector(`input[value="${readChoice()}"]`).checked = true;
    dialog.showModal();
  }

  function prepareSettings() {
    const button = document.querySelector("[data-theme-open]");
    if (!button) return;
    button.closest("[data-theme-item]").hidden = false;
    button.addEventListener("click", openSettings);
  }

  function prepareMenu() {
    const toggle = document.getElementById("menu-bouton");
    const menu = document.getElementById("menu");
    if (!toggle || !menu) return;
    const setOpen = (open) => {
      menu.toggleAttribute("data-open", open);
      toggle.setAttribute("aria-expanded", String(open));
    };
    toggle.setAttribute("role", "button");
    toggle.setAttribute("aria-controls", "menu");
    setOpen(false);
    toggle.addEventListener("click", (event) => {
      event.preventDefault();
      setOpen(!menu.hasAttribute("data-open"));
    });
    toggle.addEventListener("keydown", (event) => {
      if (event.key !== " ") return; // a button answers to the space bar, a link does not
      event.preventDefault();
      toggle.click();
    });
    document.querySelector('.fr-skiplinks [href="#menu"]')?.addEventListener("click", () => setOpen(true));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.hasAttribute("data-open")) return;
      if (event.target !== toggle && !menu.contains(event.target)) return;
      setOpen(false);
      toggle.focus();
    });
  }

  /* What an address names may be folded away: all browsers do not open it by themselves. */
  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target?.closest("details:not([open])");
    if (!fold) return;
    fold.open = true;
    target.scrollIntoView();
  }

  addEventListener("hashchange", openTarget);
  addEventListener("storage", (event) => {
    if (event.key === KEY) applyChoice(readChoice()); // chosen in another tab
  });
  addEventListener("DOMContentLoaded", () => {
    prepareSettings();
    prepareMenu();
    openTarget();
  });
})();
