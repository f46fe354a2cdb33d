(() => {
  "use strict";

  const space = "http://www.w3.org/2000/svg";
  const margin = { left: 58, right: 12, top: 16, bottom: 40 };
  const mostBands = 6;
  const charts = new Map();
  const { arrange, toCsv, toPng, download } = window.RewardLab.lines;

  // What holds for all charts of the page.
  const settings = { smoothing: 0, isTime: false, isJoined: false, isShared: true };

  const make = (name, attributes = {}, ...children) => {
    const isDrawn = ["svg", "g", "path", "text", "circle", "rect", "clipPath", "title"].includes(name);
    const element = isDrawn ? document.createElementNS(space, name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  // Five digits are what the eye compares.
  const words = (value) => {
    const size = Math.abs(value);
    return Number.isInteger(value) && size < 1e9 ? String(value)
      : size !== 0 && (size >= 1e6 || size < 1e-3) ? value.toExponential(3).replace(/\.?0+e/, "e")
      : String(Number(value.toPrecision(5)));
  };

  const ticks = (low, high, wanted) => {
    const rough = (high - low) / Math.max(1, wanted);
    if (!(rough > 0) || !Number.isFinite(rough)) {
      return [];
    }
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * (rough / power < 1.4142 ? 1 : rough / power < 3.1623 ? 2 : rough / power < 7.0711 ? 5 : 10);
    const found = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9 && found.length < 3 * wanted + 3; i++) {
      const value = i * step;
      const size = Math.max(Math.abs(value), step);
      const decimals = Math.min(8, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
      found.push([value, i === 0 ? "0" : size >= 1e6 || size < 1e-3 ? words(value) : value.toFixed(decimals)]);
    }
    return found;
  };

  // Powers of ten; over less than two of them 1, 2 and 5 times each.
  const logTicks = (low, high) => {
    const found = [];
    const factors = high - low < 2 ? [1, 2, 5] : [1];
    const stride = Math.max(1, Math.ceil((high - low) / 8));
    for (let power = Math.floor(low); power <= high; power += factors.length > 1 ? 1 : stride) {
      for (const factor of factors) {
        const at = power + Math.log10(factor);
        if (at >= low && at <= high) {
          found.push([at, words(Number((factor * 10 ** power).toPrecision(3)))]);
        }
      }
    }
    return found.length > 1 ? found : ticks(low, high, 4).map(([at]) => [at, words(Number((10 ** at).toPrecision(3)))]);
  };

  const nearest = (sorted, value) => {
    let [low, high] = [0, sorted.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      [low, high] = sorted[middle] < value ? [middle, high] : [low, middle];
    }
    return high < 0 ? -1 : Math.abs(sorted[low] - value) <= Math.abs(sorted[high] - value) ? low : high;
  };

  // The same outlines as those that were drawn into the page: dot, square, triangle, diamond, cross.
  const markerPath = (marker, x, y, r) => {
    const d = 1.3 * r;
    return marker === 1 ? `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`
      : marker === 2 ? `M${x} ${y - r}l${r} ${2 * r}h${-2 * r}z`
      : marker === 3 ? `M${x} ${y - d}l${d} ${d}l${-d} ${d}l${-d} ${-d}z`
      : marker === 4 ? `M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`
      : `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  };

  const markerOf = (line, x, y, r) => make("path", { class: `dot ink-${line.ink}`, d: markerPath(line.marker, x, y, r) });

  class Chart {
    constructor(figure, data) {
      this.figure = figure;
      this.off = new Set();
      this.view = null;
      this.isLog = false;
      this.isLogX = false;
      this.cursor = null;
      this.pointers = new Map();
      this.plot = figure.querySelector(".plot");
      this.legend = figure.querySelector(".legend");
      this.live = make("svg", { class: "live", "aria-hidden": "true" });
      this.tip = make("div", { class: "tip", hidden: "", "aria-hidden": "true" });
      this.heard = make("p", { class: "heard", role: "status", "aria-live": "polite" });
      this.plot.append(this.live, this.tip);
      figure.append(this.heard);
      figure.classList.add("lively");
      this.buildTools();
      this.listen();
      this.update(data);
      new ResizeObserver(() => this.draw()).observe(this.plot);
    }

    /** Takes other data; zoom, scale and what is switched off stay. */
    update(data) {
      this.data = data;
      this.arrange();
    }

    /** Takes up the page's settings. */
    arrange() {
      const { lines, unit } = arrange(this.data, settings);
      if (unit !== this.unit) {
        this.view = null;
        this.cursor = null;
      }
      [this.all, this.unit] = [lines, unit];
      this.xs = [...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b);
      this.plot.setAttribute("aria-label", `${this.data.value} over ${unit}, ${lines.length} curves. `
        + `Arrow keys read the values, plus and minus zoom, L and X change the scales, Escape shows all.`);
      this.log.disabled = !lines.some((line) => line.y.some((y) => y > 0));
      this.logX.disabled = !(this.xs[this.xs.length - 1] > 0);
      this.buildLegend();
      this.draw();
    }

    onX(x) {
      return this.isLogX ? Math.log10(x) : x;
    }

    fromScaled(x) {
      return this.isLogX ? 10 ** x : x;
    }

    buildTools() {
      const button = (text, label, act) => {
        const made = make("button", { type: "button", "aria-label": label, title: label }, text);
        made.addEventListener("click", act);
        return made;
      };
      this.log = button("log y", "log y: logarithmic scale of values", () => this.toggleLog());
      this.logX = button("log x", "log x: logarithmic horizontal scale", () => this.toggleLogX());
      [this.log, this.logX].forEach((made) => made.setAttribute("aria-pressed", "false"));
      const csv = button("CSV", "save the points as CSV", () => download(new Blob([toCsv(this.data)], { type: "text/csv" }), `${this.fileName}.csv`));
      const png = button("PNG", "save the chart as PNG",
        async () => download(await toPng(this.live, `${this.data.value} over ${this.unit}`, this.lines), `${this.fileName}.png`));
      this.reset = button("all", "show all: undo the zoom (Escape)", () => this.zoom(null));
      const [out, into] = [button("\u2212", "zoom out", () => this.scale(2)), button("+", "zoom in", () => this.scale(0.5))];
      this.figure.querySelector("figcaption").append(make("span", { class: "tools" }, this.log, this.logX, out, into, this.reset, csv, png));
      this.plot.tabIndex = 0;
      this.plot.setAttribute("role", "application");
      this.plot.setAttribute("aria-roledescription", "chart");
    }

    get fileName() {
      return `${this.data.kind}-${this.data.value}`.replace(/[^\p{L}\p{N}.-]+/gu, "-");
    }

    buildLegend() {
      this.legend.replaceChildren(...this.all.map((line) => {
        const stroke = make("path", { class: `line ink-${line.ink} dash-${line.dash}`, d: "M0 4H24" });
        const chip = make("svg", { class: "chip", viewBox: "0 0 24 8", "aria-hidden": "true" }, stroke, ...line.marker > 0 ? [markerOf(line, 12, 4, 3)] : []);
        const title = "click: off or on; double click: this one alone, or all";
        const button = make("button", { type: "button", "aria-pressed": "true", title }, chip, line.name);
        button.addEventListener("click", () => {
          this.off[this.off.has(line.name) ? "delete" : "add"](line.name);
          this.draw();
        });
        button.addEventListener("dblclick", () => {
          const others = this.all.map((other) => other.name).filter((name) => name !== line.name);
          this.off = new Set(this.off.size === others.length && !this.off.has(line.name) ? [] : others);
          this.draw();
        });
        return make("li", {}, button);
      }));
      this.legend.classList.toggle("many", this.all.length > 6);
    }

    get lines() {
      return this.all.filter((line) => !this.off.has(line.name));
    }

    // Marks count what events count, and not the time.
    get marks() {
      return this.unit === this.data.unit ? this.data.marks : [];
    }

    // In the scale's own numbers, as all of what is about zoom: of a logarithmic axis those are powers of ten.
    get whole() {
      const all = [...this.xs, ...this.marks.map((mark) => mark.x)].map((x) => this.onX(x)).filter(Number.isFinite).sort((a, b) => a - b);
      const [low, high] = all.length > 0 ? [all[0], all[all.length - 1]] : [0, 1];
      const air = high > low ? (high - low) * 0.03 : 0.5;
      return [low - air, high + air];
    }

    get across() {
      return this.view ?? this.whole;
    }

    toggleLog() {
      this.isLog = !this.isLog && !this.log.disabled;
      this.log.setAttribute("aria-pressed", String(this.isLog));
      this.draw();
    }

    toggleLogX() {
      this.isLogX = !this.isLogX && !this.logX.disabled;
      this.logX.setAttribute("aria-pressed", String(this.isLogX));
      this.view = null;
      this.draw();
    }

    /** Shows a range, or everything, in this chart and in those that share its axis. */
    zoom(view) {
      this.zoomAlone(view);
      for (const other of settings.isShared ? charts.values() : []) {
        if (other !== this && other.unit === this.unit && other.isLogX === this.isLogX) {
          other.zoomAlone(view);
        }
      }
    }

    zoomAlone(view) {
      const [low, high] = this.whole;
      const least = (high - low) * 1e-4;
      if (view !== null) {
        const width = Math.max(least, Math.min(high - low, view[1] - view[0]));
        const start = Math.max(low, Math.min(high - width, (view[0] + view[1] - width) / 2));
        view = [start, start + width];
      }
      this.view = view === null || view[1] - view[0] >= (high - low) * 0.999 ? null : view;
      this.draw();
    }

    /** Widens or narrows what is shown about a place. */
    scale(factor, about = this.cursor === null ? (this.across[0] + this.across[1]) / 2 : this.onX(this.xs[this.cursor])) {
      const [low, high] = this.across;
      this.zoom([about - (about - low) * factor, about + (high - about) * factor]);
    }

    // What is seen decides the height: a zoomed line fills the plot.
    heights(lines) {
      const [from, to] = this.across;
      let [low, high] = [Infinity, -Infinity];
      for (const line of lines) {
        for (let i = 0; i < line.x.length; i++) {
          const isSeen = this.onX(line.x[i]) >= from && this.onX(line.x[i]) <= to;
          for (const y of !isSeen ? [] : line.low && lines.length <= mostBands ? [line.y[i], line.low[i], line.high[i]] : [line.y[i]]) {
            const value = this.isLog ? Math.log10(y) : y;
            if (Number.isFinite(value)) {
              [low, high] = [Math.min(low, value), Math.max(high, value)];
            }
          }
        }
      }
      if (low > high) {
        return [0, 1];
      }
      const air = high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)) ? (high - low) * 0.06 : Math.max(0.5, Math.abs(low) * 0.1);
      return [low - air, high + air];
    }

    draw() {
      const width = Math.round(this.plot.clientWidth);
      if (width === 0) {
        return;
      }
      const height = Math.round(Math.max(210, Math.min(320, width * 0.5)));
      const lines = this.lines;
      const [x0, x1] = this.across;
      const [y0, y1] = this.heights(lines);
      const inner = { width: Math.max(40, width - margin.left - margin.right), height: height - margin.top - margin.bottom };
      this.toX = (x) => margin.left + (this.onX(x) - x0) / (x1 - x0) * inner.width;
      this.fromX = (place) => x0 + (place - margin.left) / inner.width * (x1 - x0);
      this.toY = (y) => margin.top + inner.height * (1 - ((this.isLog ? Math.log10(y) : y) - y0) / (y1 - y0));
      this.bottom = height - margin.bottom;
      const onY = (value) => margin.top + inner.height * (1 - (value - y0) / (y1 - y0));
      const right = margin.left + inner.width;

      const axis = make("g", { class: "axis" });
      for (const [value, text] of this.isLog ? logTicks(y0, y1) : ticks(y0, y1, height / 48)) {
        axis.append(
          make("path", { class: "grid", d: `M${margin.left} ${onY(value)}H${right}` }),
          make("text", { x: margin.left - 7, y: onY(value) + 4, "text-anchor": "end" }, text));
      }
      for (const [value, text] of this.isLogX ? logTicks(x0, x1) : ticks(x0, x1, width / 80)) {
        axis.append(make("text", { x: this.toX(this.fromScaled(value)), y: this.bottom + 16, "text-anchor": "middle" }, text));
      }
      axis.append(
        make("path", { d: `M${margin.left} ${margin.top}V${this.bottom}H${right}`, fill: "none" }),
        make("text", { x: margin.left + inner.width / 2, y: height - 6, "text-anchor": "middle" }, this.unit));

      const clip = `clip-${this.data.id}`;
      const inside = make("g", { "clip-path": `url(#${clip})` });
      for (const mark of this.marks) {
        const at = this.toX(mark.x);
        inside.append(
          make("path", { class: "mark", d: `M${at} ${margin.top}V${this.bottom}` }),
          make("path", { class: "flag", d: `M${at} ${margin.top}l9 4l-9 4z` }, make("title", {}, mark.words)));
      }
      for (const line of lines) {
        inside.append(...this.drawLine(line));
      }
      this.overlay = make("g");
      this.live.setAttribute("viewBox", `0 0 ${width} ${height}`);
      const frame = make("rect", { x: margin.left, y: margin.top - 4, width: inner.width, height: inner.height + 8 });
      this.live.replaceChildren(make("clipPath", { id: clip }, frame), axis, inside, this.overlay);
      this.reset.disabled = this.view === null;
      this.legend.querySelectorAll("button").forEach((button, i) => button.setAttribute("aria-pressed", String(!this.off.has(this.all[i].name))));
      this.point();
    }

    drawLine(line) {
      const placed = (values) => line.x.map((x, i) => [this.toX(x), this.toY(values[i]), i]).filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
      const places = placed(line.y);
      const path = (points) => points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
      const drawn = [];
      if (line.low && this.lines.length <= mostBands) {
        const edge = (values) => places.map(([x, y, i]) => [x, Number.isFinite(this.toY(values[i])) ? this.toY(values[i]) : y]);
        drawn.push(make("path", { class: `band ink-${line.ink}`, d: `${path([...edge(line.high), ...edge(line.low).reverse()])}Z` }));
      }
      if (line.raw) {
        drawn.push(make("path", { class: `line raw ink-${line.ink}`, d: path(placed(line.raw)) }));
      }
      drawn.push(make("path", { class: `line ink-${line.ink} dash-${line.dash}`, d: path(places) }));
      const stride = places.length < 30 ? 1 : line.marker > 0 ? Math.ceil(places.length / 12) : places.length;
      for (let i = places.length < 30 ? 0 : stride >> 1; i < places.length && (places.length < 30 || line.marker > 0); i += stride) {
        drawn.push(markerOf(line, places[i][0], places[i][1], line.marker > 0 || places.length === 1 ? 3.5 : 2.5));
      }
      return drawn;
    }

    /** What every line has at the cursor; of lines that end elsewhere nothing. */
    values(x) {
      return this.lines.map((line) => {
        const i = nearest(line.x, x);
        const reach = line.x.length > 1 ? (line.x[line.x.length - 1] - line.x[0]) / (line.x.length - 1) : 0;
        return { line, i, isThere: i >= 0 && Math.abs(line.x[i] - x) <= reach };
      });
    }

    /** Draws the cursor and says what is there. */
    point(isTold = false) {
      this.overlay?.replaceChildren();
      const x = this.cursor === null ? null : this.xs[this.cursor];
      const isSeen = (value) => this.onX(value) >= this.across[0] && this.onX(value) <= this.across[1];
      if (x === null || x === undefined || !isSeen(x)) {
        this.tip.hidden = true;
        return;
      }
      const at = this.toX(x);
      const values = this.values(x);
      const marks = this.marks.filter((mark) => Math.abs(this.toX(mark.x) - at) < 6);
      this.overlay.append(make("path", { class: "cursor", d: `M${at} ${margin.top}V${this.bottom}` }));
      for (const { line, i, isThere } of values) {
        const y = isThere ? this.toY(line.y[i]) : NaN;
        if (Number.isFinite(y)) {
          this.overlay.append(make("circle", { class: `dot ink-${line.ink}`, cx: this.toX(line.x[i]), cy: y, r: 4 }));
        }
      }
      const shown = ({ line, i }) => words(line.y[i]) + (line.raw ? ` (${words(line.raw[i])})` : "")
        + (line.low && line.low[i] < line.high[i] ? ` [${words(line.low[i])}, ${words(line.high[i])}]` : "");
      const there = values.filter((value) => value.isThere);
      const silent = values.length - there.length;
      const rows = there.map((value) => make(
        "tr",
        {},
        make("td", {}, make("span", { class: `run ink-${value.line.ink}` }, value.line.name)),
        make("td", { class: "num" }, shown(value)),
      ));
      this.tip.replaceChildren(
        make("b", {}, `${this.unit} ${words(x)}`),
        make("table", {}, make("tbody", {}, ...rows)),
        ...silent > 0 ? [make("p", { class: "silent" }, `${silent} without a value here`)] : [],
        ...marks.map((mark) => make("p", { class: "words" }, mark.words)));
      this.tip.hidden = false;

      // On a narrow screen it would cover what it tells of.
      this.tip.classList.toggle("below", this.plot.clientWidth < 420);
      const room = this.plot.clientWidth - this.tip.offsetWidth;
      const left = at + 14 + this.tip.offsetWidth <= this.plot.clientWidth ? at + 14 : at - 14 - this.tip.offsetWidth;
      this.tip.style.left = `${Math.max(0, Math.min(room, left))}px`;
      this.tip.style.top = `${margin.top + 4}px`;
      if (isTold) {
        clearTimeout(this.telling);
        this.telling = setTimeout(() => {
          const heard = there.map((value) => `${value.line.name} ${shown(value)}`);
          this.heard.textContent = [`${this.unit} ${words(x)}`, ...heard, ...marks.map((mark) => mark.words)].join("; ");
        }, 200);
      }
    }

    move(cursor, isTold = true) {
      this.cursor = this.xs.length === 0 ? null : Math.max(0, Math.min(this.xs.length - 1, cursor));
      const x = this.onX(this.xs[this.cursor]);
      const [low, high] = this.across;
      if (this.view !== null && (x < low || x > high)) {
        const half = (high - low) / 2;
        this.zoom([x - half, x + half]);
      }
      this.point(isTold);
    }

    listen() {
      const place = (event) => event.clientX - this.live.getBoundingClientRect().left;
      this.live.addEventListener("pointerdown", (event) => {
        if (event.pointerType === "mouse" && event.button !== 0) {
          return;
        }
        this.live.setPointerCapture(event.pointerId);
        this.pointers.set(event.pointerId, place(event));
        this.start = this.pointers.size === 1 ? place(event) : null;
        this.pinch = this.pointers.size === 2 ? { places: [...this.pointers.values()].map((at) => this.fromX(at)) } : null;
      });
      this.live.addEventListener("pointermove", (event) => {
        const at = place(event);
        if (this.pointers.has(event.pointerId)) {
          this.pointers.set(event.pointerId, at);
        }
        if (this.pinch && this.pointers.size === 2) {
          this.pinchTo([...this.pointers.values()]);
        } else if (this.pointers.size === 1 && this.start !== null && Math.abs(at - this.start) > 5) {
          this.choose(this.start, at);
        } else if (this.pointers.size === 0) {
          this.move(nearest(this.xs, this.fromScaled(this.fromX(at))), false);
        }
      });
      const end = (event) => {
        const at = place(event);
        const start = this.pointers.delete(event.pointerId) ? this.start : null;
        if (event.type === "pointerup" && start !== null && !this.pinch) {
          if (Math.abs(at - start) > 5) {
            this.zoom([this.fromX(Math.min(start, at)), this.fromX(Math.max(start, at))]);
          } else {
            this.move(nearest(this.xs, this.fromScaled(this.fromX(at))));
          }
        } else if (event.type === "pointercancel") {
          this.point();
        }
        this.start = null;
        this.pinch = this.pointers.size === 0 ? null : this.pinch;
      };
      this.live.addEventListener("pointerup", end);
      this.live.addEventListener("pointercancel", end);
      this.live.addEventListener("pointerleave", (event) => {
        if (event.pointerType === "mouse" && this.pointers.size === 0) {
          this.cursor = null;
          this.point();
        }
      });
      this.live.addEventListener("dblclick", () => this.zoom(null));

      // The wheel belongs to the page until the chart has been clicked: one who scrolls past shall not be caught.
      this.plot.addEventListener("wheel", (event) => {
        if (event.ctrlKey || document.activeElement === this.plot) {
          event.preventDefault();
          this.scale(2 ** Math.max(-1, Math.min(1, event.deltaY / 240)), this.fromX(place(event)));
        }
      }, { passive: false });
      this.plot.addEventListener("keydown", (event) => {
        const by = event.shiftKey ? 10 : 1;
        const act = {
          ArrowLeft: () => this.move((this.cursor ?? this.xs.length) - by),
          ArrowRight: () => this.move((this.cursor ?? -1) + by),
          Home: () => this.move(0),
          End: () => this.move(this.xs.length - 1),
          "+": () => this.scale(0.5),
          "=": () => this.scale(0.5),
          "-": () => this.scale(2),
          l: () => this.toggleLog(),
          x: () => this.toggleLogX(),
          Escape: () => this.zoom(null),
        }[event.key];
        if (act && !event.ctrlKey && !event.metaKey && !event.altKey) {
          event.preventDefault();
          act();
        }
      });
      this.plot.addEventListener("blur", () => {
        this.cursor = null;
        this.point();
      });
    }

    choose(from, to) {
      this.tip.hidden = true;
      const clamped = [from, to].map((at) => Math.max(margin.left, Math.min(at, this.plot.clientWidth - margin.right))).sort((a, b) => a - b);
      const [x, width] = [clamped[0], clamped[1] - clamped[0]];
      this.overlay.replaceChildren(make("rect", { class: "choice", x, y: margin.top, width, height: this.bottom - margin.top }));
    }

    // The two places that were under the fingers stay under them.
    pinchTo(fingers) {
      const [a, b] = this.pinch.places;
      const [p, q] = fingers;
      if (Math.abs(p - q) > 10 && a !== b) {
        const slope = (b - a) / (q - p);
        if (slope > 0) {
          const low = a + (margin.left - p) * slope;
          this.zoom([low, low + (this.plot.clientWidth - margin.left - margin.right) * slope]);
        }
      }
    }
  }

  const open = (figure) => {
    if (!charts.has(figure.id)) {
      charts.set(figure.id, new Chart(figure, JSON.parse(figure.querySelector("script[type='application/json']").textContent)));
    }
    return charts.get(figure.id);
  };

  const add = (container, data) => {
    const caption = make("figcaption", {}, make("b", {}, data.value), `${data.metricUnit ? ` (${data.metricUnit})` : ""} over ${data.unit}`);
    const figure = make("figure", { class: "chart", id: data.id }, caption, make("div", { class: "plot" }), make("ul", { class: "legend" }));
    container.append(figure);
    charts.set(data.id, new Chart(figure, data));
  };

  // Charts come to life when they are about to be seen: a page may have hundreds.
  const seen = new IntersectionObserver((entries) => {
    for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
      seen.unobserve(target);
      open(target);
    }
  }, { rootMargin: "400px" });

  // What was drawn into the page shows the old data, and would be printed.
  const renew = (figure, data) => {
    figure.querySelector(".static")?.remove();
    open(figure).update(data);
  };

  /** The page's settings, above the first chart. */
  const addSettings = (section) => {
    const all = [...section.querySelectorAll("figure.chart > script")].map((script) => JSON.parse(script.textContent));
    const change = (name, value) => {
      settings[name] = value;
      charts.forEach((chart) => chart.arrange());
    };
    const check = (text, name) => {
      const box = make("input", { type: "checkbox" });
      box.checked = settings[name];
      box.addEventListener("change", () => change(name, box.checked));
      return make("label", {}, box, ` ${text}`);
    };
    const smoothing = make("input", { type: "range", min: 0, max: 0.99, step: 0.01, value: 0, "aria-label": "smoothing" });
    const said = make("output", {}, "off");
    smoothing.addEventListener("input", () => {
      said.textContent = Number(smoothing.value) === 0 ? "off" : smoothing.value;
      change("smoothing", Number(smoothing.value));
    });
    const groups = all.flatMap((data) => [...Map.groupBy(data.lines, (line) => line.group)].filter(([group, lines]) => group && lines.length > 1));
    section.querySelector("h2").after(make("div", { class: "settings" },
      make("label", {}, "Smoothing ", smoothing, " ", said),
      ...all.some((data) => data.lines.some((line) => line.t.some((t) => t > 0))) ? [check("over time", "isTime")] : [],
      check("charts zoom together", "isShared"),
      ...groups.length > 0 ? [check("replicates as mean and band", "isJoined")] : []));
  };

  Object.assign(window.RewardLab, {
    /** Puts the page's settings above its charts. */
    addSettings,
    /** Brings to life what a part of the page holds that has been put there. */
    adopt: (root) => root.querySelectorAll("figure.chart").forEach((figure) => seen.observe(figure)),
    /** Shows newer data: in the charts that the page has, and in new ones at the end of a container where it has none. */
    show: (list, container) => list.forEach((data) => {
      const figure = document.getElementById(data.id);
      if (figure) {
        renew(figure, data);
      } else if (container) {
        add(container, data);
      }
    }),
  });
  window.RewardLab.adopt(document);
})();
