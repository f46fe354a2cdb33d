(() => {
  "use strict";

  const cardsAtOnce = 24;
  const smallTile = 128;

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  const words = (value) => (value === undefined || value === null ? "" : String(Number(value.toPrecision(4))));
  const signed = (value) => (value > 0 ? "+" : "") + words(value);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

  /** The held-out images of one fine-tuning: two evaluations over each other, parted by a handle. */
  class HeldOut {
    constructor(root) {
      this.root = root;
      this.data = JSON.parse(root.querySelector("script[type='application/json']").textContent);
      this.images = [...root.querySelectorAll(".frame img")];
      this.loaded = new Map();
      this.before = 0;
      this.after = this.images.length - 1;
      this.shown = cardsAtOnce;
      this.filter = "";
      this.build();
      this.divide(50);
      this.show();
    }

    build() {
      const last = this.images.length - 1;
      this.slider = make("input", { type: "range", min: 0, max: last, step: 1, value: last, "aria-label": "evaluation" });
      this.slider.addEventListener("input", () => this.show(Number(this.slider.value)));
      this.epoch = make("output", {});
      this.play = make("button", { type: "button", class: "plain" }, "Play");
      this.play.addEventListener("click", () => this.toggle());
      this.choice = make("select", {}, ...this.data.frames.map((frame, i) => make("option", { value: i }, frame.name)));
      this.choice.addEventListener("change", () => this.show(this.after, Number(this.choice.value)));
      this.handle = make("input", { type: "range", min: 0, max: 100, step: 1, value: 50 });
      this.handle.addEventListener("input", () => this.divide(Number(this.handle.value)));
      const search = make("input", { type: "search", autocomplete: "off" });
      search.addEventListener("input", () => {
        this.filter = search.value.toLowerCase();
        this.show();
      });
      const labelled = (text, ...controls) => make("label", {}, text, ...controls);
      const label = `metrics of two evaluations of ${this.data.name}`;
      this.metrics = make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label });
      this.cards = make("div", { class: "cards" });
      this.more = make("button", { type: "button", class: "plain" }, "Show more prompts");
      this.more.addEventListener("click", () => {
        this.shown += cardsAtOnce;
        this.show();
      });
      const controls = make("div", { class: "controls" },
        make("span", { class: "epochs" }, labelled("Evaluation ", this.slider), this.epoch, this.play),
        labelled("compared with ", this.choice),
        labelled("Divide at ", this.handle),
        ...this.data.prompts.length > 4 ? [labelled("Prompts with ", search)] : []);
      this.root.querySelector(".frames").before(controls, this.metrics, this.cards, this.more);
      this.root.classList.add("lively");
    }

    /** Moves the handle: how much of each image, from the left, is that of the evaluation it is compared with. */
    divide(percent) {
      this.at = Math.max(0, Math.min(100, percent));
      this.handle.value = this.at;
      this.root.style.setProperty("--at", `${this.at}%`);
      this.paint();
    }

    toggle() {
      clearInterval(this.playing);
      const isPlaying = this.play.textContent === "Pause";
      this.play.textContent = isPlaying ? "Play" : "Pause";
      if (!isPlaying) {
        this.playing = setInterval(() => {
          const next = (this.after + 1) % this.images.length;
          this.slider.value = next;
          this.show(next);
        }, 700);
      }
    }

    load(i) {
      if (!this.loaded.has(i)) {
        const image = new Image();
        image.src = this.images[i].src;
        this.loaded.set(i, image.decode().then(() => image, () => null));
      }
      return this.loaded.get(i);
    }

    async show(after = this.after, before = this.before) {
      [this.after, this.before] = [after, before];
      this.epoch.textContent = this.data.frames[after].name;
      this.slider.setAttribute("aria-valuetext", this.data.frames[after].name);
      this.choice.value = before;
      this.showMetrics();
      const [now, then] = await Promise.all([this.load(after), this.load(before)]);
      if (this.after === after && this.before === before && now && then) {
        this.sheets = { now, then };
        this.layOut();
        this.paint();
        if (after + 1 < this.images.length) {
          this.load(after + 1);
        }
      }
    }

    showMetrics() {
      const [then, now] = [this.data.frames[this.before], this.data.frames[this.after]];
      const known = new Map(then.metrics);
      const rows = now.metrics.map(([name, value]) => make("tr", {},
        make("th", { scope: "row" }, name),
        make("td", { class: "num" }, words(known.get(name))),
        make("td", { class: "num" }, words(value)),
        make("td", { class: "num" }, known.has(name) ? signed(value - known.get(name)) : "")));
      const headings = ["metric", then.name, now.name, "change"].map((text) => make("th", { scope: "col" }, text));
      this.metrics.hidden = rows.length === 0;
      this.metrics.replaceChildren(make("table", {}, make("thead", {}, make("tr", {}, ...headings)), make("tbody", {}, ...rows)));
    }

    // Sheets that do not divide into their images are shown whole.
    get grid() {
      const { naturalWidth, naturalHeight } = this.sheets.now;
      const [columns, rows] = [this.data.columns, this.data.prompts.length];
      return columns > 0 && rows > 0 && naturalWidth % columns === 0 && naturalHeight % rows === 0 ? [columns, rows] : [1, 1];
    }

    layOut() {
      const [columns, rows] = this.grid;
      const named = (row) => (rows > 1 || this.data.prompts.length === 1 ? this.data.prompts[row] || `prompt ${row + 1}` : "");
      const wanted = [...Array(rows).keys()].filter((row) => named(row).toLowerCase().includes(this.filter));
      const key = `${columns} ${rows} ${this.shown} ${this.filter}`;
      if (this.key !== key) {
        this.key = key;
        this.tiles = [];
        this.cards.replaceChildren(...wanted.slice(0, this.shown).map((row) => this.card(row, columns, named(row))));
        this.more.hidden = wanted.length <= this.shown;
      }
      for (const { row, caption } of this.tiles.filter((tile) => tile.caption)) {
        caption.textContent = this.scoresOf(row, columns);
      }
    }

    card(row, columns, name) {
      const scores = make("span", { class: "scores" });
      const tiles = [...Array(columns).keys()].map((column) => this.tile(row, column, name, column === 0 ? scores : null));
      return make("figure", { class: "card" }, make("div", { class: "tiles" }, ...tiles), make("figcaption", {}, make("b", {}, name), " ", scores));
    }

    tile(row, column, name, caption) {
      const canvas = make("canvas", { role: "img", "aria-label": `${name || "held-out images"}, image ${column + 1}` });
      const enlarge = make("button", { type: "button", class: "enlarge", "aria-label": `enlarge image ${column + 1} of ${name || "the sheet"}` }, "\u2922");
      const tile = make("div", { class: "tile" }, canvas, make("div", { class: "handle", "aria-hidden": "true" }), enlarge);
      this.tiles.push({ canvas, row, column, caption });
      enlarge.addEventListener("click", () => this.enlarge(row, column, name));
      let isDown = false;
      const follow = (event) => {
        const box = canvas.getBoundingClientRect();
        this.divide(100 * (event.clientX - box.left) / box.width);
      };
      canvas.addEventListener("pointerdown", (event) => {
        isDown = event.button === 0;
        if (isDown) {
          canvas.setPointerCapture(event.pointerId);
          follow(event);
        }
      });
      canvas.addEventListener("pointermove", (event) => isDown && follow(event));
      for (const end of ["pointerup", "pointercancel"]) {
        canvas.addEventListener(end, () => {
          isDown = false;
        });
      }
      return tile;
    }

    scoresOf(row, columns) {
      const of = (frame, name) => frame.scores[name]?.slice(row * columns, (row + 1) * columns).filter((score) => score !== null) ?? [];
      const [then, now] = [this.data.frames[this.before], this.data.frames[this.after]];
      return Object.keys(now.scores).filter((name) => of(now, name).length > 0 && of(then, name).length > 0)
        .map((name) => `${name} ${words(mean(of(then, name)))} \u2192 ${words(mean(of(now, name)))}`).join(", ");
    }

    paint() {
      if (this.sheets) {
        this.tiles.forEach(({ canvas, row, column }) => this.paintTile(canvas, row, column));
      }
      this.enlarged?.();
    }

    paintTile(canvas, row, column, scale = 1) {
      const { now, then } = this.sheets;
      const [columns, rows] = this.grid;
      const [width, height] = [now.naturalWidth / columns, now.naturalHeight / rows];
      if (canvas.width !== width * scale || canvas.height !== height * scale) {
        [canvas.width, canvas.height] = [width * scale, height * scale];
        canvas.classList.toggle("pixelated", width < smallTile);
      }
      const context = canvas.getContext("2d");
      context.imageSmoothingEnabled = width >= smallTile;
      const part = Math.round(width * this.at / 100);
      const put = (sheet, from, to) => {
        const ratio = sheet.naturalWidth / now.naturalWidth;
        if (to > from) {
          context.drawImage(sheet, (column * width + from) * ratio, row * height * ratio, (to - from) * ratio, height * ratio,
            from * scale, 0, (to - from) * scale, height * scale);
        }
      };
      put(then, 0, part);
      put(now, part, width);
    }

    enlarge(row, column, name) {
      const [width, height] = [this.sheets.now.naturalWidth / this.grid[0], this.sheets.now.naturalHeight / this.grid[1]];
      const scale = Math.max(1, Math.floor(Math.min(innerWidth * 0.9 / width, innerHeight * 0.75 / height)));
      const canvas = make("canvas", { role: "img", "aria-label": `${name}, image ${column + 1}` });
      const caption = make("p", {});
      this.enlarged = () => {
        this.paintTile(canvas, row, column, scale);
        caption.textContent = `${name ? `${name}: ` : ""}${this.data.frames[this.before].name} on the left, ${this.data.frames[this.after].name} on the right`;
      };
      const step = (by) => {
        const next = Math.max(0, Math.min(this.images.length - 1, this.after + by));
        this.slider.value = next;
        this.show(next);
      };
      canvas.addEventListener("pointermove", (event) => {
        const box = canvas.getBoundingClientRect();
        this.divide(100 * (event.clientX - box.left) / box.width);
      });
      window.RewardLab.openDialog(canvas, caption, step, () => {
        this.enlarged = null;
      });
      this.enlarged();
    }
  }

  window.RewardLab.adoptHeldOut = (root) => root.querySelectorAll(".held-out").forEach((held) => {
    if (held.querySelector(".frame img") && !held.classList.contains("lively")) {
      new HeldOut(held);
    }
  });
})();
