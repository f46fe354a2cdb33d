(() => {
  "use strict";

  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

  /** One line with the band from the least to the greatest of each group that has several lines; other lines stay as they are. */
  const joinReplicates = (lines) => {
    const groups = Map.groupBy(lines, (line) => line.group || `\0${line.name}`);
    return [...groups].flatMap(([group, own]) => {
      if (own.length < 2) {
        return own;
      }
      const at = own.map((line) => new Map(line.x.map((x, i) => [x, i])));
      const x = [...new Set(own.flatMap((line) => line.x))].sort((a, b) => a - b);
      const joined = { ...own[0], name: `${group} (mean of ${own.length})`, x, y: [], t: [], low: [], high: [], of: own.map((line) => line.name) };
      for (const place of x) {
        const found = own.flatMap((line, k) => (at[k].has(place) ? [[line, at[k].get(place)]] : []));
        const values = found.map(([line, i]) => line.y[i]);
        joined.y.push(mean(values));
        joined.t.push(mean(found.map(([line, i]) => line.t[i])));
        joined.low.push(Math.min(...values));
        joined.high.push(Math.max(...values));
      }
      return joined;
    });
  };

  // The exponential moving average without the bias of its start, so that the first points are not drawn towards 0.
  const smoothed = (values, weight) => {
    let [sum, total] = [0, 0];
    return values.map((value) => {
      if (Number.isFinite(value)) {
        sum = weight * sum + (1 - weight) * value;
        total = weight * total + (1 - weight);
      }
      return total > 0 ? sum / total : value;
    });
  };

  const smooth = (line, weight) => (weight > 0 && line.y.length > 2
    ? { ...line, raw: line.y, y: smoothed(line.y, weight), ...line.low ? { low: smoothed(line.low, weight), high: smoothed(line.high, weight) } : {} }
    : line);

  const timeUnits = [[1, "seconds"], [60, "minutes"], [3600, "hours"]];

  /** A chart's lines as the page's settings want them, with the unit of their horizontal axis. */
  const arrange = (data, settings) => {
    const joined = settings.isJoined ? joinReplicates(data.lines) : data.lines;
    const longest = Math.max(0, ...joined.flatMap((line) => line.t.slice(-1)));
    const [seconds, unit] = timeUnits[longest > 3 * 3600 ? 2 : longest > 180 ? 1 : 0];
    const hasTime = settings.isTime && longest > 0;
    const lines = joined.map((line) => smooth(hasTime ? { ...line, x: line.t.map((t) => t / seconds) } : line, settings.smoothing));
    return { lines, unit: hasTime ? `${unit} since the start` : data.unit };
  };

  const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text);

  /** Every point of a chart as CSV: a row for each, as it was recorded. */
  const toCsv = (data) => {
    const rows = [["series", data.unit, "seconds", data.value, "low", "high"]];
    for (const line of data.lines) {
      line.x.forEach((x, i) => rows.push([line.name, x, line.t[i], line.y[i], line.low?.[i] ?? "", line.high?.[i] ?? ""]));
    }
    return rows.map((row) => row.map((cell) => quoted(String(cell))).join(",")).join("\r\n") + "\r\n";
  };

  const styles = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-family"];

  /** A chart as a PNG of twice its size on the screen, with its title above and its names below. */
  const toPng = async (live, title, lines) => {
    const [width, height] = live.getAttribute("viewBox").split(" ").slice(2).map(Number);
    const copy = live.cloneNode(true);
    const [from, to] = [live, copy].map((svg) => [...svg.querySelectorAll("*")]);
    from.forEach((element, i) => {
      const style = getComputedStyle(element); // as attributes of their own: the page's policy allows no styles in elements
      styles.forEach((name) => to[i].setAttribute(name, style.getPropertyValue(name)));
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    await image.decode();
    const [top, row] = [28, 20];
    const canvas = document.createElement("canvas");
    canvas.width = 2 * width;
    canvas.height = 2 * (top + height + row * lines.length + 8);
    const context = canvas.getContext("2d");
    const style = getComputedStyle(live.closest("figure"));
    context.scale(2, 2);
    context.fillStyle = style.backgroundColor;
    context.fillRect(0, 0, width, canvas.height);
    context.fillStyle = style.color;
    context.font = `600 14px ${style.fontFamily}`;
    context.fillText(title, 10, 19);
    context.drawImage(image, 0, top, width, height);
    context.font = `12px ${style.fontFamily}`;
    lines.forEach((line, i) => {
      const y = top + height + row * i + 12;
      const stroke = getComputedStyle(live.querySelector(`.line.ink-${line.ink}`) ?? live);
      context.strokeStyle = stroke.stroke;
      context.lineWidth = 2;
      context.setLineDash([[], [7, 4], [2, 3], [9, 3, 2, 3]][line.dash]);
      context.beginPath();
      context.moveTo(12, y - 4);
      context.lineTo(40, y - 4);
      context.stroke();
      context.fillText(line.name, 48, y);
    });
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  };

  const download = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  window.RewardLab = { lines: Object.freeze({ arrange, toCsv, toPng, download }) };
})();
