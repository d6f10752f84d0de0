/* One engine for every map: a canvas over the server's drawing, which stays until the canvas is ready and
   comes back when the page is printed. Whatever fails here, the page is what it was.

   <figure data-map data-contours="…" data-values="…" data-year="2023" data-label="name of the map"
           [data-here="75056"] [data-patterns] [data-page="address of the page, to which annee is added"]>
     <div data-map-frame> the server's <svg> or <img> </div>
     <ul data-map-legend> <li data-step="1" data-least="0" data-most="12.5">…</li> … </ul>
   </figure>

   Addresses are those of portal.web.explore.fonds. A value, rounded as it is shown, is in the last class
   whose data-least is not above it; the look of a class is oc-map__place--<data-step>. */

const ZOOM_MOST = 60;
const LISTED = 8;
const FRAME_MS = 900; // of a year that plays
const TOGETHER = 700; // shapes in one path: a path of a whole country takes twice as long to fill
const HEAVY = 60000; // points: a drawing of more is moved as an image while it is dragged
const NBSP = "\u00a0";
const SVG = "http://www.w3.org/2000/svg";
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HELP =
  "Flèches : territoire suivant dans cette direction. Plus et moins : zoom. Zéro : vue d’ensemble. " +
  "Entrée : ouvrir la fiche. Échap : fermer la bulle.";

let maps = 0;

const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/* « Saint-Étienne-du-Bois » → « saint etienne du bois » */
const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

async function ask(address) {
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

/* Columns of portal.kernel.topology.compact → rings as flat coordinates, boxes, middles. */
class Contours {
  constructor(data) {
    this.width = data.size[0] || 1;
    this.height = data.size[1] || 1;
    this.codes = data.codes ? data.codes.split(" ") : [];
    this.names = data.names.split("\n");
    this.path = data.path;
    this.insets = data.insets;
    this.count = this.codes.length;
    this.readArcs(data);
    this.readRings(data);
    this.borders = this.draw(data.borders);
    this.measure();
    this.index();
  }

  readArcs({ sizes, starts, steps }) {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    this.points = new Int32Array(2 * total);
    this.bounds = new Int32Array(sizes.length + 1);
    let at = 0;
    let step = 0;
    let x = 0;
    let y = 0;
    sizes.forEach((size, arc) => {
      x += starts[2 * arc];
      y += starts[2 * arc + 1];
      for (let rank = 0; rank < size; rank += 1) {
        if (rank) {
          x += steps[step++];
          y += steps[step++];
        }
        this.points[at++] = x;
        this.points[at++] = y;
      }
      this.bounds[arc + 1] = at / 2;
    });
  }

  readRings({ rings, refs, arcs }) {
    this.ringsOf = new Int32Array(rings.length + 1); // of each shape
    rings.forEach((count, shape) => (this.ringsOf[shape + 1] = this.ringsOf[shape] + count));
    const xy = [];
    this.starts = new Int32Array(refs.length + 1); // of each ring, in points
    let ref = 0;
    let last = -1;
    refs.forEach((count, ring) => {
      for (let rank = 0; rank < count; rank += 1) {
        const told = arcs[ref++];
        const arc = told === 0 ? (last += 1) : last - Math.abs(told) + 1;
        const begin = this.bounds[arc];
        const end = this.bounds[arc + 1] - 1;
        // The last point of an arc is the first one of the next.
        if (told > 0) for (let at = end; at > begin; at -= 1) xy.push(this.points[2 * at], this.points[2 * at + 1]);
        else for (let at = begin; at < end; at += 1) xy.push(this.points[2 * at], this.points[2 * at + 1]);
      }
      this.starts[ring + 1] = xy.length / 2;
    });
    this.xy = Int32Array.from(xy);
  }

  /* Box and middle of each shape; none of those without a contour. */
  measure() {
    const { count, starts, ringsOf, xy } = this;
    this.boxes = new Int32Array(4 * count);
    this.middles = new Float32Array(2 * count).fill(NaN);
    for (let shape = 0; shape < count; shape += 1) {
      let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
      let largest = 0;
      for (let ring = ringsOf[shape]; ring < ringsOf[shape + 1]; ring += 1) {
        let [area, sumX, sumY] = [0, 0, 0];
        for (let at = starts[ring], before = starts[ring + 1] - 1; at < starts[ring + 1]; before = at++) {
          const [x, y, u, v] = [xy[2 * at], xy[2 * at + 1], xy[2 * before], xy[2 * before + 1]];
          const part = u * y - x * v;
          area += part;
          sumX += part * (u + x);
          sumY += part * (v + y);
          x0 = Math.min(x0, x);
          y0 = Math.min(y0, y);
          x1 = Math.max(x1, x);
          y1 = Math.max(y1, y);
        }
        if (Math.abs(area) > largest) {
          largest = Math.abs(area);
          this.middles.set([sumX / area / 3, sumY / area / 3], 2 * shape);
        }
      }
      if (x1 >= x0) this.boxes.set([x0, y0, x1, y1], 4 * shape);
      if (x1 >= x0 && !largest) this.middles.set([(x0 + x1) / 2, (y0 + y1) / 2], 2 * shape);
    }
  }

  /* Cells of a grid → the shapes whose box crosses them: a point is looked for among a few shapes. */
  index() {
    this.cell = Math.max(this.width, this.height) / clamp(Math.sqrt(this.count), 4, 128);
    this.across = Math.ceil(this.width / this.cell) + 1;
    this.cells = new Map();
    for (let shape = 0; shape < this.count; shape += 1) {
      if (!this.has(shape)) continue;
      const [x0, y0, x1, y1] = this.boxes.subarray(4 * shape, 4 * shape + 4);
      for (let row = Math.floor(y0 / this.cell); row <= Math.floor(y1 / this.cell); row += 1) {
        for (let column = Math.floor(x0 / this.cell); column <= Math.floor(x1 / this.cell); column += 1) {
          const key = row * this.across + column;
          const found = this.cells.get(key);
          if (found) found.push(shape);
          else this.cells.set(key, [shape]);
        }
      }
    }
  }

  has(shape) {
    return !Number.isNaN(this.middles[2 * shape]);
  }

  find(x, y) {
    if (x < 0 || y < 0 || x > this.width || y > this.height) return -1;
    const near = this.cells.get(Math.floor(y / this.cell) * this.across + Math.floor(x / this.cell)) || [];
    const found = near.find((shape) => this.contains(shape, x, y));
    return found === undefined ? -1 : found;
  }

  contains(shape, x, y) {
    const { boxes, starts, ringsOf, xy } = this;
    if (x < boxes[4 * shape] || y < boxes[4 * shape + 1] || x > boxes[4 * shape + 2] || y > boxes[4 * shape + 3]) {
      return false;
    }
    let inside = false;
    for (let ring = ringsOf[shape]; ring < ringsOf[shape + 1]; ring += 1) {
      for (let at = starts[ring], before = starts[ring + 1] - 1; at < starts[ring + 1]; before = at++) {
        const [u, v, w, z] = [xy[2 * at], xy[2 * at + 1], xy[2 * before], xy[2 * before + 1]];
        if (v > y !== z > y && x < ((w - u) * (y - v)) / (z - v) + u) inside = !inside;
      }
    }
    return inside;
  }

  /* The nearest shape to a point, in a direction if there is one: what is aside counts twice. */
  findNearest(x, y, direction, except = -1) {
    let best = -1;
    let least = Infinity;
    for (let shape = 0; shape < this.count; shape += 1) {
      const dx = this.middles[2 * shape] - x;
      const dy = this.middles[2 * shape + 1] - y;
      if (shape === except || Number.isNaN(dx)) continue;
      let distance = Math.hypot(dx, dy);
      if (direction) {
        const along = dx * direction[0] + dy * direction[1];
        const aside = Math.abs(dx * direction[1]) + Math.abs(dy * direction[0]);
        if (along <= 0 || aside > 2 * along) continue;
        distance = along + 2 * aside;
      }
      if (distance < least) [best, least] = [shape, distance];
    }
    return best;
  }

  trace(path, shape) {
    const { starts, ringsOf, xy } = this;
    for (let ring = ringsOf[shape]; ring < ringsOf[shape + 1]; ring += 1) {
      const [x, y] = [xy[2 * starts[ring]], xy[2 * starts[ring] + 1]];
      path.moveTo(x, y);
      for (let at = starts[ring] + 1; at < starts[ring + 1]; at += 1) path.lineTo(xy[2 * at], xy[2 * at + 1]);
      path.lineTo(x, y); // closePath copies the whole path in Chromium: seconds for a country
    }
  }

  /* Lines along arcs. */
  draw(arcs) {
    const path = new Path2D();
    for (const arc of arcs) {
      for (let at = this.bounds[arc]; at < this.bounds[arc + 1]; at += 1) {
        if (at === this.bounds[arc]) path.moveTo(this.points[2 * at], this.points[2 * at + 1]);
        else path.lineTo(this.points[2 * at], this.points[2 * at + 1]);
      }
    }
    return path;
  }
}

/* Values of one or all years; how they are written. */
class Values {
  constructor(data, address) {
    this.address = address;
    this.data = data;
    this.years = data.years;
    this.format = new Intl.NumberFormat("fr-FR", {
      minimumFractionDigits: data.decimals,
      maximumFractionDigits: data.decimals,
    });
    this.isCoded = Object.keys(data.categories).length > 0;
    this.known = new Map();
    this.keep(data);
  }

  keep(data) {
    for (const year of data.shown) {
      const sorted = Float64Array.from(year.values.filter((value) => value !== null)).sort();
      this.known.set(year.year, { ...year, sorted });
    }
  }

  async read(year) {
    if (!this.known.has(year)) {
      const address = new URL(this.address, location.href);
      address.searchParams.set("annee", year);
      this.keep(await ask(address));
    }
    return this.known.get(year);
  }

  number(value) {
    const { decimals } = this.data;
    if (value && Math.abs(value) < 10 ** -decimals / 2) {
      const bound = this.number(10 ** -decimals);
      return value > 0 ? `<${NBSP}${bound}` : `>${NBSP}\u2212${bound}`;
    }
    return this.format.format(value).replace("-", "\u2212");
  }

  count(value) {
    return new Intl.NumberFormat("fr-FR").format(value);
  }

  measured(value) {
    const { unit } = this.data;
    const symbol = /^ans?$/.test(unit) ? (Math.abs(value) >= 2 ? "ans" : "an") : unit;
    return symbol ? `${this.number(value)}${NBSP}${symbol}` : this.number(value);
  }

  /* The words of a territory: value or absence, status. */
  say(shown, rank) {
    const value = shown.values[rank];
    if (value === null || value === undefined) {
      return { text: this.data.absences[shown.absences[rank]] || "non disponible", value: null };
    }
    const status = shown.statuses ? this.data.statuses[shown.statuses[rank]] || "" : "";
    if (this.isCoded) return { text: this.data.categories[value] || String(value), value, status };
    return { text: this.measured(value), value, status };
  }

  /* 1 for the highest; equal values share the best. */
  rank(shown, value) {
    const { sorted } = shown;
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return sorted.length - low + 1;
  }
}

/* Classes: keys of looks and bounds, and the place of a value among them. */
class Classes {
  constructor(items, isCoded) {
    this.items = items; // {key, least, most}, lowest first
    this.isCoded = isCoded;
  }

  static read(legend, isCoded) {
    const items = [...legend.querySelectorAll("[data-least]")].map(({ dataset }) => ({
      key: dataset.step,
      least: Number(dataset.least),
      most: Number(dataset.most),
    }));
    return new Classes(items, isCoded);
  }

  find(value) {
    const { items } = this;
    if (this.isCoded) {
      const found = items.findIndex((one) => one.least === value && one.most === value);
      return found < 0 ? items.length - 1 : found; // the others, gathered at the end
    }
    let place = items.length - 1;
    while (place > 0 && items[place].least > value) place -= 1;
    return place;
  }
}

/* What a reader sees: the canvas, its view and its pointers. */
class MapView {
  constructor(figure, contours, values) {
    this.figure = figure;
    this.contours = contours;
    this.values = values;
    this.id = `carte-${(maps += 1)}`;
    this.frame = figure.querySelector("[data-map-frame]");
    this.legend = figure.querySelector("[data-map-legend]");
    this.classes = Classes.read(this.legend, values.isCoded);
    this.shown = values.known.get(Number(figure.dataset.year));
    if (!this.shown) throw new Error("the year that the server drew is not among the values");
    this.here = contours.codes.indexOf(figure.dataset.here || "");
    this.chosen = -1;
    this.isPinned = false;
    figure.classList.remove("oc-map-paper"); // the canvas follows the theme, a picture cannot
    this.view = { zoom: 1, x: 0, y: 0 };
    this.pointers = new Map();
    this.build();
    this.resize();
    this.colour();
    this.listen();
    figure.setAttribute("data-map-ready", "");
  }

  build() {
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.marks = make("canvas", { "aria-hidden": "true" });
    this.stage = make(
      "div",
      {
        class: "oc-map-stage",
        tabindex: "0",
        role: "application",
        "aria-roledescription": "carte",
        "aria-label": this.figure.dataset.label || "Carte",
        "aria-describedby": `${this.id}-aide`,
      },
      this.canvas,
      this.marks,
    );
    this.tip = make("div", { class: "oc-map-tip", hidden: true });
    this.status = make("p", { class: "fr-sr-only", role: "status" });
    const help = make("p", { class: "fr-sr-only", id: `${this.id}-aide` }, HELP);
    const button = (words, sign, act) => {
      const made = make("button", { type: "button", class: "oc-map-tools__button", title: words, "aria-label": words }, sign);
      made.addEventListener("click", act);
      return made;
    };
    const tools = make(
      "div",
      { class: "oc-map-tools", role: "group", "aria-label": "Vue de la carte" },
      button("Agrandir", "+", () => this.zoomBy(1.6)),
      button("Réduire", "\u2212", () => this.zoomBy(1 / 1.6)),
      button("Vue d’ensemble", "⤢", () => this.reset()),
    );
    this.frame.append(this.stage, tools, this.tip, this.status, help);
  }

  listen() {
    const { stage } = this;
    stage.addEventListener("pointerdown", (event) => this.press(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, (event) => this.release(event));
    stage.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && this.leaveSoon());
    this.tip.addEventListener("pointerenter", () => window.clearTimeout(this.leaving));
    this.tip.addEventListener("pointerleave", () => this.leaveSoon());
    stage.addEventListener("wheel", (event) => this.turn(event), { passive: false });
    stage.addEventListener("dblclick", (event) => this.zoomBy(2, this.locate(event)));
    stage.addEventListener("keydown", (event) => this.type(event));
    this.frame.addEventListener("keydown", (event) => event.key === "Escape" && this.dismiss());
    document.addEventListener("keydown", (event) => event.key === "Escape" && !this.isPinned && this.dismiss());
    new ResizeObserver(() => this.resize()).observe(this.frame);
    const repaint = () => this.colour();
    new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-fr-theme"] });
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      matchMedia(query).addEventListener("change", repaint);
    }
  }

  /* Size */

  resize() {
    const { clientWidth: width, clientHeight: height } = this.frame;
    if (!width || !height || (width === this.width && height === this.height)) return;
    this.width = width;
    this.height = height;
    this.ratio = Math.min(window.devicePixelRatio || 1, 2);
    for (const canvas of [this.canvas, this.marks]) {
      canvas.width = Math.round(width * this.ratio);
      canvas.height = Math.round(height * this.ratio);
    }
    const air = 6;
    this.fit = Math.min((width - 2 * air) / this.contours.width, (height - 2 * air) / this.contours.height);
    this.left = (width - this.contours.width * this.fit) / 2;
    this.top = (height - this.contours.height * this.fit) / 2;
    this.kept = null; // as an image of another size
    this.setView(this.view);
  }

  /* From the grid to the pixels of the frame: times `scale`, plus `x` and `y`. */
  get place() {
    const { zoom, x, y } = this.view;
    return { scale: this.fit * zoom, x: this.left * zoom + x, y: this.top * zoom + y };
  }

  toGrid(x, y) {
    const { place } = this;
    return [(x - place.x) / place.scale, (y - place.y) / place.scale];
  }

  toFrame(x, y) {
    const { place } = this;
    return [x * place.scale + place.x, y * place.scale + place.y];
  }

  setView({ zoom, x, y }) {
    const bounded = clamp(zoom, 1, ZOOM_MOST);
    this.view = {
      zoom: bounded,
      x: clamp(x, this.width * (1 - bounded), 0),
      y: clamp(y, this.height * (1 - bounded), 0),
    };
    this.stage.classList.toggle("oc-map-stage--zoomed", bounded > 1);
    this.plan();
  }

  zoomBy(factor, [x, y] = [this.width / 2, this.height / 2]) {
    const { zoom } = this.view;
    const next = clamp(zoom * factor, 1, ZOOM_MOST);
    const grown = next / zoom;
    this.setView({ zoom: next, x: x - (x - this.view.x) * grown, y: y - (y - this.view.y) * grown });
  }

  reset() {
    this.setView({ zoom: 1, x: 0, y: 0 });
  }

  /* Bring a territory to the middle, wide enough to be seen among its neighbours. */
  goTo(shape) {
    const [x0, y0, x1, y1] = this.contours.boxes.subarray(4 * shape, 4 * shape + 4);
    const wanted = Math.min(this.width, this.height) / 6 / (Math.max(x1 - x0, y1 - y0, 1) * this.fit);
    this.centre(shape, clamp(Math.max(wanted, this.view.zoom), 1, 24));
  }

  centre(shape, zoom = this.view.zoom) {
    const [x, y] = this.contours.middles.subarray(2 * shape, 2 * shape + 2);
    this.setView({
      zoom,
      x: this.width / 2 - (x * this.fit + this.left) * zoom,
      y: this.height / 2 - (y * this.fit + this.top) * zoom,
    });
  }

  /* Drawing */

  /* The looks of this theme, read from the style sheet; one path a look. */
  colour() {
    const probe = document.createElementNS(SVG, "svg");
    probe.setAttribute("class", "oc-map-probe");
    const look = (name, tag = "rect") => {
      const element = document.createElementNS(SVG, tag);
      element.setAttribute("class", name);
      probe.append(element);
      return getComputedStyle(element);
    };
    this.frame.append(probe);
    const paper = look("oc-map__void").fill;
    const ink = look("oc-map__hatch").stroke;
    this.text = getComputedStyle(this.frame).color;
    this.strong = look("oc-map__border").stroke;
    if (this.strong === "none") this.strong = this.text;
    const looks = this.classes.items.map(({ key }) => {
      const { fill, stroke } = look(`oc-map__place oc-map__place--${key}`);
      const isPlain = this.figure.dataset.patterns === undefined;
      return { fill: isPlain ? fill : this.makeMotif(key, fill, look), line: stroke };
    });
    for (const angle of [45, -45]) looks.push({ fill: this.makeHatching(angle, paper, ink), line: ink });
    this.paper = paper;
    probe.remove();
    this.places = new Uint8Array(this.contours.count);
    this.layers = [];
    for (let begin = 0; begin < this.contours.count; begin += TOGETHER) {
      this.addLayers(begin, Math.min(begin + TOGETHER, this.contours.count), looks);
    }
    this.draw();
    this.refresh();
  }

  /* Shapes that follow one another are near one another: a path a look for some of them, and their heights. */
  addLayers(begin, end, looks) {
    const { boxes } = this.contours;
    const paths = new Map();
    let [top, bottom] = [Infinity, -Infinity];
    for (let shape = begin; shape < end; shape += 1) {
      const place = this.findPlace(shape);
      this.places[shape] = place;
      if (!paths.has(place)) paths.set(place, new Path2D());
      this.contours.trace(paths.get(place), shape);
      top = Math.min(top, boxes[4 * shape + 1]);
      bottom = Math.max(bottom, boxes[4 * shape + 3]);
    }
    for (const [place, path] of paths) this.layers.push({ path, ...looks[place], top, bottom });
  }

  findPlace(shape) {
    const value = this.shown.values[shape];
    const { length } = this.classes.items;
    if (value === null || value === undefined) return length + (this.shown.absences[shape] === "1" ? 0 : 1);
    return this.classes.find(value);
  }

  tile(side, paint) {
    const tile = make("canvas");
    tile.width = tile.height = Math.round(side * this.ratio);
    const context = tile.getContext("2d");
    context.scale(this.ratio, this.ratio);
    paint(context);
    return this.canvas.getContext("2d").createPattern(tile, "repeat");
  }

  makeHatching(angle, paper, ink) {
    const side = 7;
    return this.tile(side, (context) => {
      context.fillStyle = paper;
      context.fillRect(0, 0, side, side);
      context.strokeStyle = ink;
      context.lineWidth = 1.2;
      context.beginPath();
      for (const shift of [-side, 0, side]) {
        context.moveTo(shift - 1, angle > 0 ? side + 1 : -1);
        context.lineTo(shift + side + 1, angle > 0 ? -1 : side + 1);
      }
      context.stroke();
    });
  }

  /* The motif of a class as the legend draws it, over its colour. */
  makeMotif(key, plain, look) {
    const drawn = this.figure.querySelector(`pattern[id$="-${key}"] .oc-map__motif`)?.getAttribute("d");
    if (!drawn) return plain;
    const style = look(`oc-map__motif oc-map__motif--${key}`, "path");
    return this.tile(10, (context) => {
      context.fillStyle = plain;
      context.fillRect(0, 0, 10, 10);
      context.strokeStyle = style.stroke;
      context.stroke(new Path2D(drawn));
    });
  }

  /* Draw at the next frame: truly if it is light, else as an image that the true drawing replaces soon. */
  plan() {
    if (!this.layers) return;
    this.isPlanned ||= requestAnimationFrame(() => {
      this.isPlanned = 0;
      window.clearTimeout(this.waiting);
      if (!this.kept) this.draw();
      else {
        this.drawImage();
        this.waiting = window.setTimeout(() => this.draw(), 120);
      }
      this.refresh();
    });
  }

  drawImage() {
    const { kept } = this;
    const context = this.canvas.getContext("2d");
    const grown = this.view.zoom / kept.view.zoom;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.translate((this.view.x - kept.view.x * grown) * this.ratio, (this.view.y - kept.view.y * grown) * this.ratio);
    context.scale(grown, grown);
    context.drawImage(kept.image, 0, 0);
  }

  draw() {
    const context = this.canvas.getContext("2d");
    const { scale, x, y } = this.place;
    const { ratio } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
    context.lineJoin = "round";
    // Side of a territory of the usual size, in pixels: small ones are not ringed, or lines would hide them.
    const side = Math.sqrt((this.contours.width * this.contours.height) / Math.max(1, this.contours.count)) * scale;
    const isDense = side < 12;
    const [, high] = this.toGrid(0, 0);
    const [, low] = this.toGrid(0, this.height);
    for (const { path, fill, line, top, bottom } of this.layers) {
      if (bottom < high || top > low) continue;
      if (typeof fill !== "string") {
        fill.setTransform(new DOMMatrix().scale(1 / scale / ratio)); // patterns keep their size
      }
      context.fillStyle = fill;
      context.fill(path, "evenodd");
      // Its own colour around a small one, or the paper would show between two classes.
      if (!isDense) this.stroke(context, path, line, side > 30 ? 0.75 : 0.4);
      else if (typeof fill === "string") this.stroke(context, path, fill, 0.5);
    }
    this.stroke(context, this.contours.borders, this.paper, isDense ? 0.8 : 3);
    if (!isDense) this.stroke(context, this.contours.borders, this.strong, 1.5);
    this.label(context);
    if (this.contours.xy.length > 2 * HEAVY) this.keep();
  }

  /* The drawing as an image, to be moved while it is dragged. */
  keep() {
    const image = this.kept?.image || make("canvas");
    image.width = this.canvas.width;
    image.height = this.canvas.height;
    image.getContext("2d").drawImage(this.canvas, 0, 0);
    this.kept = { image, view: { ...this.view } };
  }

  stroke(context, path, colour, width) {
    context.strokeStyle = colour;
    context.lineWidth = width / this.place.scale;
    context.stroke(path);
  }

  label(context) {
    const { ratio } = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = this.text;
    context.textAlign = "center";
    for (const { label, box } of this.contours.insets) {
      const [x, y] = this.toFrame(box[0] + box[2] / 2, box[1] + box[3]);
      const size = clamp(box[2] * this.place.scale * 0.14, 8, 13);
      context.font = `${size}px ${getComputedStyle(this.frame).fontFamily}`;
      context.fillText(label, x, y + size);
    }
  }

  /* What is chosen and where the reader is, over the map. */
  mark() {
    const context = this.marks.getContext("2d");
    const { scale, x, y } = this.place;
    const { ratio } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.marks.width, this.marks.height);
    context.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
    context.lineJoin = "round";
    for (const [shape, colour] of [[this.here, this.text], [this.chosen, "#0a76f6"]]) {
      if (shape < 0) continue;
      const path = new Path2D();
      this.contours.trace(path, shape);
      this.stroke(context, path, this.paper, 5);
      this.stroke(context, path, colour, 3);
    }
  }

  /* Pointers */

  locate(event) {
    const box = this.stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  press(event) {
    if (event.button) return;
    this.pointers.set(event.pointerId, this.locate(event));
    this.moved = 0;
    if (event.pointerType !== "touch" || this.view.zoom > 1) this.stage.setPointerCapture(event.pointerId);
  }

  move(event) {
    const at = this.locate(event);
    const from = this.pointers.get(event.pointerId);
    if (!from) {
      if (!this.isPinned && event.pointerType === "mouse") this.hover(at);
      return;
    }
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.moved += Math.hypot(at[0] - from[0], at[1] - from[1]);
    if (other) {
      const grown = Math.hypot(at[0] - other[0], at[1] - other[1]) / (Math.hypot(from[0] - other[0], from[1] - other[1]) || 1);
      this.zoomBy(grown, [(at[0] + other[0]) / 2, (at[1] + other[1]) / 2]);
    } else if (this.view.zoom > 1 && this.moved > 4) {
      this.setView({ ...this.view, x: this.view.x + at[0] - from[0], y: this.view.y + at[1] - from[1] });
    }
    this.pointers.set(event.pointerId, at);
  }

  release(event) {
    const at = this.pointers.get(event.pointerId);
    this.pointers.delete(event.pointerId);
    if (!at || event.type === "pointercancel" || this.moved > 6 || this.pointers.size) return;
    const shape = this.findAt(at, event.pointerType === "touch" ? 14 : 4);
    if (shape < 0) this.dismiss();
    else this.choose(shape, { isPinned: true, at });
  }

  findAt([x, y], reach) {
    const point = this.toGrid(x, y);
    const found = this.contours.find(...point);
    if (found >= 0) return found;
    const near = this.contours.findNearest(...point);
    if (near < 0) return -1;
    const [u, v] = this.toFrame(this.contours.middles[2 * near], this.contours.middles[2 * near + 1]);
    return Math.hypot(u - x, v - y) <= reach ? near : -1;
  }

  hover(at) {
    window.clearTimeout(this.leaving);
    const shape = this.contours.find(...this.toGrid(...at));
    if (shape < 0) this.leaveSoon();
    else this.choose(shape, { at, isSilent: true });
  }

  leaveSoon() {
    if (this.isPinned) return;
    window.clearTimeout(this.leaving);
    this.leaving = window.setTimeout(() => this.dismiss(), 300);
  }

  turn(event) {
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
    event.preventDefault();
    this.zoomBy(Math.exp(-clamp(event.deltaY, -100, 100) / 200), this.locate(event));
  }

  /* Keyboard */

  type(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const direction = ARROWS[event.key];
    if (direction) this.step(direction);
    else if (event.key === "+" || event.key === "=") this.zoomBy(1.6, this.findMiddle());
    else if (event.key === "-") this.zoomBy(1 / 1.6, this.findMiddle());
    else if (event.key === "0") this.reset();
    else if (event.key === "Enter" && this.chosen >= 0) location.assign(this.address(this.chosen));
    else return;
    event.preventDefault();
  }

  findMiddle() {
    if (this.chosen < 0) return undefined;
    return this.toFrame(...this.contours.middles.subarray(2 * this.chosen, 2 * this.chosen + 2));
  }

  step(direction) {
    const { middles } = this.contours;
    const { chosen } = this;
    let next;
    if (chosen >= 0) next = this.contours.findNearest(middles[2 * chosen], middles[2 * chosen + 1], direction, chosen);
    else next = this.here >= 0 ? this.here : this.contours.findNearest(...this.toGrid(this.width / 2, this.height / 2));
    if (next < 0) {
      this.say("Rien d’autre dans cette direction.");
      return;
    }
    this.choose(next, { isPinned: true });
    const [x, y] = this.findMiddle();
    if (x < 20 || y < 20 || x > this.width - 20 || y > this.height - 20) this.centre(next);
  }

  /* The bubble */

  address(shape) {
    return this.contours.path + this.contours.codes[shape];
  }

  choose(shape, { isPinned = false, isSilent = false, at = null } = {}) {
    const isSame = shape === this.chosen && isPinned === this.isPinned;
    this.chosen = shape;
    this.isPinned = isPinned;
    this.at = at;
    if (!isSame) {
      this.fill();
      this.mark();
      if (!isSilent) this.say(this.tip.innerText.replace(/\n+/g, ", "));
    }
    this.placeTip();
  }

  dismiss() {
    window.clearTimeout(this.leaving);
    if (this.tip.contains(document.activeElement)) this.stage.focus({ preventScroll: true }); // or it would be lost
    this.chosen = -1;
    this.isPinned = false;
    this.tip.hidden = true;
    this.mark();
  }

  fill() {
    const { values, shown, chosen } = this;
    const { data } = values;
    const told = values.say(shown, chosen);
    const line = (text, name = "") => make("span", { class: `oc-map-tip__line ${name}`.trim() }, text);
    const lines = [
      line(this.contours.names[chosen], "oc-map-tip__name"),
      line(`${told.text}${told.value === null || shown.year === undefined ? "" : ` (${shown.year})`}`, "oc-map-tip__value"),
    ];
    if (told.status) lines.push(line(`Donnée : ${told.status}`));
    if (told.value !== null && !values.isCoded) {
      const place = this.places[chosen];
      lines.push(line(`Classe ${place + 1} sur ${this.classes.items.length}${NBSP}: ${this.bound(this.classes.items[place])}`));
      const rank = values.rank(shown, told.value);
      lines.push(line(`Rang ${values.count(rank)} sur ${values.count(shown.sorted.length)} ${data.nouns[1]}, du plus élevé au plus faible`));
    }
    if (chosen === this.here) lines.push(line("Votre territoire"));
    if (this.isPinned) lines.push(make("a", { class: "oc-map-tip__link", href: this.address(chosen) }, "Voir la fiche"));
    this.tip.replaceChildren(...lines);
    this.tip.hidden = false;
  }

  bound({ least, most }) {
    const { values } = this;
    return least === most ? values.measured(least) : `${values.number(least)} à ${values.measured(most)}`;
  }

  /* Beside the pointer, or above the territory, within the frame. */
  placeTip() {
    if (this.tip.hidden || this.chosen < 0) return;
    const [x, y] = this.at || this.findMiddle();
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    const left = clamp(x + 14 + width > this.width ? x - width - 14 : x + 14, 0, Math.max(0, this.width - width));
    const top = clamp(y + 14 + height > this.height ? y - height - 14 : y + 14, 0, Math.max(0, this.height - height));
    this.tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  refresh() {
    this.mark();
    if (this.chosen >= 0) {
      if (this.isPinned) this.at = null; // the view moved: the bubble follows its territory
      this.placeTip();
    }
  }

  say(text) {
    this.status.textContent = text;
  }
}

/* A place by its name: the combobox of ARIA 1.2 over the names of the map. */
class PlaceSearch {
  constructor(view) {
    this.view = view;
    this.found = [];
    this.active = -1;
    this.id = `${view.id}-lieu`;
    this.input = make("input", {
      class: "fr-input", id: this.id, type: "text", role: "combobox", autocomplete: "off", autocapitalize: "none",
      spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${this.id}-liste`,
    });
    this.list = make("ul", {
      class: "oc-combobox__list", id: `${this.id}-liste`, role: "listbox", "aria-label": "Territoires de la carte", hidden: true,
    });
    const label = make("label", { class: "fr-label", for: this.id }, "Chercher sur la carte");
    this.box = make("div", { class: "oc-map-search" }, label, this.input, this.list);
    this.input.addEventListener("input", () => this.look());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.box.addEventListener("focusout", (event) => !this.box.contains(event.relatedTarget) && this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.rank));
    });
  }

  /* Names that begin so, then those with a word that does, then those that hold it; a code is found too. */
  look() {
    const { contours } = this.view;
    const wanted = fold(this.input.value);
    this.folded ||= contours.names.map(fold);
    const ranks = [[], [], []];
    if (wanted) {
      this.folded.forEach((name, shape) => {
        const at = name.indexOf(wanted);
        if (at === 0 || contours.codes[shape].toLowerCase() === wanted) ranks[0].push(shape);
        else if (at > 0) ranks[name[at - 1] === " " ? 1 : 2].push(shape);
      });
    }
    const byLength = (one, other) => this.folded[one].length - this.folded[other].length;
    this.found = ranks.flatMap((shapes) => shapes.sort(byLength)).slice(0, LISTED);
    this.list.replaceChildren(...this.found.map((shape, rank) => this.option(shape, rank)));
    this.activate(-1);
    this.open(this.found.length > 0);
    if (wanted) {
      const count = this.found.length;
      this.view.say(count ? `${count} proposition${count > 1 ? "s" : ""}. Flèches haut et bas pour parcourir.` : "Aucun territoire de ce nom sur la carte.");
    }
  }

  option(shape, rank) {
    const { names, codes } = this.view.contours;
    return make(
      "li",
      { class: "oc-combobox__option", id: `${this.id}-${rank}`, role: "option", "aria-selected": "false", "data-rank": String(rank) },
      make("span", { class: "oc-combobox__name" }, names[shape]),
      make("span", { class: "oc-combobox__details" }, codes[shape]),
    );
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    this.open(false);
    this.activate(-1);
  }

  activate(rank) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = rank;
    const option = this.list.children[rank];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      this.open(true);
      const places = this.found.length + 1; // the box itself is one of them
      this.activate(((this.active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter") this.choose(Math.max(this.active, 0));
    else if (event.key === "Escape" && !this.list.hidden) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(rank) {
    const shape = this.found[rank];
    if (shape === undefined) return;
    this.input.value = this.view.contours.names[shape];
    this.close();
    if (this.view.contours.has(shape)) {
      this.view.goTo(shape);
      this.view.stage.focus({ preventScroll: true });
      this.view.choose(shape, { isPinned: true });
    } else this.view.say(`${this.view.contours.names[shape]} n’a pas de contour propre sur la carte.`);
  }
}

/* Years one after the other, with the same classes for all of them. */
class Years {
  constructor(view) {
    const { values } = view;
    this.view = view;
    this.values = values;
    this.own = view.classes;
    this.fixed = new Classes(
      values.data.classes.map(([key, least, most]) => ({ key, least, most })),
      values.isCoded,
    );
    this.first = view.shown.year;
    this.timer = 0;
    this.id = `${view.id}-annee`;
    this.slider = make("input", {
      type: "range", id: this.id, min: "0", max: String(values.years.length - 1), step: "1",
      value: String(values.years.indexOf(this.first)), "aria-valuetext": String(this.first),
    });
    this.output = make("output", { for: this.id }, String(this.first));
    this.button = make("button", { type: "button", class: "fr-btn fr-btn--tertiary fr-btn--sm" }, "Lire les années");
    this.note = make("p", { class: "oc-map-years__note", hidden: true });
    this.caption = view.figure.querySelector("figcaption");
    const label = make("label", { class: "fr-label", for: this.id }, "Année de la carte");
    this.box = make("div", { class: "oc-map-years" }, this.button, label, this.slider, this.output, this.note);
    this.button.hidden = stillness.matches;
    stillness.addEventListener("change", () => {
      this.button.hidden = stillness.matches;
      if (stillness.matches) this.stop();
    });
    this.slider.addEventListener("input", () => {
      this.stop();
      this.show(Number(this.slider.value)).then(() => this.tell());
    });
    this.button.addEventListener("click", () => (this.timer ? this.stop(true) : this.play()));
  }

  async play() {
    this.button.textContent = "Pause";
    let place = Number(this.slider.value);
    if (place === this.values.years.length - 1) place = -1;
    const next = async () => {
      place += 1;
      const began = performance.now();
      await this.show(place);
      if (!this.timer) return;
      if (place >= this.values.years.length - 1) this.stop(true);
      else this.timer = window.setTimeout(next, Math.max(0, FRAME_MS - (performance.now() - began)));
    };
    this.timer = window.setTimeout(next, 0);
  }

  stop(isTold = false) {
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.button.textContent = "Lire les années";
    if (isTold) this.tell();
  }

  tell() {
    this.view.say(`Année ${this.view.shown.year}. ${this.view.chosen >= 0 ? this.view.tip.innerText.replace(/\n+/g, ", ") : ""}`);
  }

  async show(place) {
    const year = this.values.years[place];
    this.wanted = year;
    let shown;
    try {
      shown = await this.values.read(year);
    } catch {
      this.stop();
      this.view.say(`L’année ${year} n’a pas pu être lue.`);
      return;
    }
    if (this.wanted !== year) return; // another one was asked meanwhile
    const { view } = this;
    const isOwn = year === this.first && !this.timer;
    this.slider.value = String(place);
    this.slider.setAttribute("aria-valuetext", String(year));
    this.output.textContent = String(year);
    view.shown = shown;
    view.classes = isOwn ? this.own : this.fixed;
    view.colour();
    if (view.chosen >= 0) view.fill();
    view.refresh();
    this.writeLegend(isOwn);
  }

  /* The legend of the server for its own year; else that of the classes of all years, with the counts of one. */
  writeLegend(isOwn) {
    const { view } = this;
    const { page } = view.figure.dataset;
    this.legend?.remove();
    view.legend.hidden = !isOwn;
    this.note.hidden = isOwn;
    if (this.caption) this.caption.hidden = !isOwn; // it is of the year and of the classes that the server drew
    if (isOwn) return;
    this.legend = view.legend.cloneNode(false);
    this.legend.hidden = false;
    const counts = new Uint32Array(this.fixed.items.length + 2);
    for (const place of view.places) counts[place] += 1;
    const [one, many] = this.values.data.nouns;
    const words = (place) => `${this.values.count(counts[place])} ${counts[place] > 1 ? many : one}`;
    this.fixed.items.forEach(({ key, least, most }, place) => {
      const text = this.values.isCoded ? this.values.data.categories[least] : view.bound({ least, most });
      this.legend.append(this.item(key, `${text}${NBSP}: ${words(place)}`));
    });
    ["secret statistique", "autres absences"].forEach((text, rank) => {
      const place = this.fixed.items.length + rank;
      if (counts[place]) this.legend.append(make("li", {}, `Hachuré${NBSP}: ${text}${NBSP}: ${words(place)}`));
    });
    view.legend.after(this.legend);
    const year = this.view.shown.year;
    const { label, unit } = this.values.data;
    const dated = `${label} en ${year}${unit ? `, en ${unit}` : ""}`.replace(/\.?$/, ".");
    this.note.replaceChildren(`${dated} Classes communes à toutes les années, ${this.values.years[0]} à ${this.values.years.at(-1)}. `);
    if (page) {
      const address = new URL(page, location.href);
      address.searchParams.set("annee", year);
      this.note.append(make("a", { href: address.pathname + address.search }, `Toute la page en ${year}`));
    }
  }

  item(key, text) {
    const swatch = document.createElementNS(SVG, "svg");
    swatch.setAttribute("viewBox", "0 0 20 12");
    swatch.setAttribute("aria-hidden", "true");
    const box = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ class: `oc-map__place oc-map__place--${key}`, width: 20, height: 12 })) {
      box.setAttribute(name, value);
    }
    swatch.append(box);
    return make("li", {}, swatch, text);
  }
}

async function start(figure) {
  const { contours, values } = figure.dataset;
  const [shapes, figures] = await Promise.all([ask(contours), ask(values)]);
  const view = new MapView(figure, new Contours(shapes), new Values(figures, values));
  if (view.contours.count > 1) view.frame.before(new PlaceSearch(view).box);
  if (view.values.years.length > 1) view.frame.after(new Years(view).box);
}

for (const figure of document.querySelectorAll("figure[data-map]")) {
  // The server's drawing stays: nothing is lost but comfort.
  start(figure).catch((error) => console.warn("La carte reste une image :", error));
}
