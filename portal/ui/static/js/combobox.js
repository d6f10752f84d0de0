/* Suggestions under every search box of territories, with documents of the library after them (form[data-territory-search]): the combobox of
   ARIA 1.2 with a list of options. The form works without it: whatever fails here, Enter submits. */

const DELAY_MS = 120;
const LIMIT = 8;
const DOCUMENTS = { subject: 1, producer: 1, document: 2 };
const SHORTEST = 2;
const API = "/api/v1/territories";
const LIBRARY = "/api/v1/documents/suggestions";
const KINDS = {
  commune: "Commune",
  epci: "Intercommunalité",
  ept: "Établissement public territorial",
  departement: "Département",
  region: "Région",
  france: "Pays",
  arrondissement_municipal: "Arrondissement",
  commune_deleguee: "Commune déléguée ou associée",
  document: "Bibliothèque",
  subject: "Bibliothèque, thématique",
  producer: "Bibliothèque, producteur",
};
let forms = 0;

const typeset = (text) => text.replaceAll("'", "’");

class Combobox {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[name=q]");
    this.id = `${this.input.id || `recherche-${(forms += 1)}`}-suggestions`;
    this.items = [];
    this.active = -1;
    this.asked = ""; // the text that the list answers
    this.timer = 0;
    this.request = null;
    this.build();
    this.listen();
  }

  build() {
    this.list = document.createElement("ul");
    this.list.id = this.id;
    this.list.className = "oc-combobox__list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.form.dataset.add ? "Territoires proposés" : "Territoires et documents proposés");
    this.list.hidden = true;
    this.status = document.createElement("p");
    this.status.className = "fr-sr-only";
    this.status.setAttribute("role", "status");
    this.form.append(this.list, this.status);
    const attributes = {
      role: "combobox",
      autocomplete: "off",
      autocapitalize: "none",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.id,
      "aria-haspopup": "listbox",
    };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
  }

  listen() {
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("focus", () => this.items.length && this.input.value.trim() === this.asked && this.open());
    // Pointer down keeps the focus in the box; the choice is made on click, so that a finger may scroll.
    this.list.addEventListener("pointerdown", (event) => event.pointerType === "mouse" && event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.rank), event);
    });
    this.form.addEventListener("focusout", (event) => {
      if (!this.form.contains(event.relatedTarget)) this.close();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!this.form.contains(event.target)) this.close();
    });
    this.form.addEventListener("submit", () => this.cancel());
  }

  wait() {
    this.cancel();
    const text = this.input.value.trim();
    if (text.length < SHORTEST) {
      this.show([], text);
      this.say("");
      return;
    }
    this.timer = window.setTimeout(() => this.ask(text), DELAY_MS);
  }

  cancel() {
    window.clearTimeout(this.timer);
    this.request?.abort();
    this.request = null;
  }

  async ask(text) {
    const request = new AbortController();
    this.request = request;
    const query = new URLSearchParams({ q: text.slice(0, 120), limit: String(LIMIT) });
    const library = this.askLibrary(text, request); // both at once
    try {
      const response = await fetch(`${API}?${query}`, { signal: request.signal, credentials: "omit" });
      if (!response.ok) throw new Error(String(response.status));
      const { items: places } = await response.json();
      const documents = await library;
      const items = [...places.slice(0, LIMIT - documents.length), ...documents];
      // A late answer to an older text is of no use to anybody.
      if (this.request === request && this.input.value.trim() === text) this.show(items, text);
    } catch (error) {
      if (error.name !== "AbortError" && this.request === request) this.show([], text, true);
    }
  }

  /* Documents come beside territories: without them, the box does its work all the same. Where a choice
     adds a column, only a territory can be chosen. */
  async askLibrary(text, request) {
    if (this.form.dataset.add) return [];
    try {
      const query = new URLSearchParams({ q: text.slice(0, 120), limit: String(DOCUMENTS.document) });
      const response = await fetch(`${LIBRARY}?${query}`, { signal: request.signal, credentials: "omit" });
      if (!response.ok) return [];
      const { items } = await response.json();
      return Object.entries(DOCUMENTS).flatMap(([kind, most]) => items.filter((item) => item.kind === kind).slice(0, most));
    } catch {
      return [];
    }
  }

  show(items, text, failed = false) {
    this.items = items;
    this.asked = text;
    this.list.replaceChildren(...items.map((item, rank) => this.draw(item, rank)));
    this.activate(-1);
    if (items.length && document.activeElement === this.input) this.open();
    else this.close();
    if (failed) this.say("Les propositions sont indisponibles ; validez pour lancer la recherche.");
    else if (text.length >= SHORTEST) this.say(this.count(items));
  }

  count(items) {
    if (!items.length) return "Aucune proposition.";
    const many = items.length > 1 ? `${items.length} propositions` : "1 proposition";
    const guess = items[0].is_approximate ? " approchantes" : "";
    return `${many}${items.length > 1 ? guess : guess.replace(/s$/, "")}. Flèches haut et bas pour parcourir.`;
  }

  draw(item, rank) {
    const option = document.createElement("li");
    option.id = `${this.id}-${rank}`;
    option.className = "oc-combobox__option";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.rank = String(rank);
    const name = document.createElement("span");
    name.className = "oc-combobox__name";
    name.textContent = typeset(item.label);
    const details = document.createElement("span");
    details.className = "oc-combobox__details";
    details.textContent = [KINDS[item.kind], item.departement_name, item.matched].filter(Boolean).map(typeset).join(" · ");
    option.append(name, details);
    return option;
  }

  say(text) {
    this.status.textContent = text;
  }

  get isOpen() {
    return !this.list.hidden;
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
  }

  activate(rank) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = rank;
    const option = this.list.children[rank];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = this.items.length - 1;
    if (event.key === "Enter") {
      if (this.isOpen && this.active >= 0) this.choose(this.active, event);
    } else if (event.key === "Escape") {
      if (this.isOpen) {
        event.preventDefault(); // the first Esc closes the list, the next one empties the box
        this.close();
      }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (last < 0) return;
      event.preventDefault();
      const wasOpen = this.isOpen;
      this.open();
      if (!wasOpen && event.altKey) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = this.active + step;
      // From the box to the first or last option, and from the ends back to the box.
      if (this.active < 0) this.activate(step > 0 ? 0 : last);
      else this.activate(next < 0 || next > last ? -1 : next);
    } else if (this.isOpen && this.active >= 0 && (event.key === "Home" || event.key === "End")) {
      event.preventDefault();
      this.activate(event.key === "Home" ? 0 : last);
    } else if (event.key === "Tab") {
      this.close();
    }
  }

  choose(rank, event) {
    const item = this.items[rank];
    if (!item?.path) return;
    event.preventDefault();
    this.cancel();
    this.input.value = item.label;
    this.close();
    // On the page of comparisons a choice adds a column instead of leaving.
    const { add } = this.form.dataset;
    window.location.assign(add ? `${add}${item.kind}:${item.code}` : item.path);
  }
}

for (const form of document.querySelectorAll("form[data-territory-search]")) {
  if (form.querySelector("input[name=q]")) new Combobox(form);
}
