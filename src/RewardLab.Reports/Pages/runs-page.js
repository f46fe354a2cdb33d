(() => {
  "use strict";

  const button = (name, text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    made.textContent = text;
    made.addEventListener("click", () => act(made));
    return made;
  };

  // The number that a cell begins with, such as that of "0.712 [0.68, 0.74]".
  const numberOf = (text) => {
    const match = /^\s*[+-]?\d[\d,]*(\.\d+)?([eE][+-]?\d+)?/.exec(text);
    return match ? Number(match[0].replaceAll(",", "")) : null;
  };

  // A row that is set in, such as a lead, belongs to the one above it.
  const groupsOf = (rows) => {
    const groups = [];
    for (const row of rows) {
      if (groups.length > 0 && row.cells[0]?.classList.contains("sub")) {
        groups.at(-1).push(row);
      } else {
        groups.push([row]);
      }
    }
    return groups;
  };

  const compare = (one, other, column, sign) => {
    const [a, b] = [one, other].map((group) => group[0].cells[column].textContent);
    const [x, y] = [numberOf(a), numberOf(b)];
    if (x !== null && y !== null) {
      return sign * (x - y);
    }
    return x !== null ? -1 : y !== null ? 1 : a === "" || b === "" ? (a === "") - (b === "") : sign * a.localeCompare(b);
  };

  const sortable = (table) => {
    const body = table.tBodies[0];
    const own = groupsOf([...body.rows]);
    if (own.length < 2) {
      return;
    }
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      heading.replaceChildren(button("sort", heading.textContent, () => {
        const next = { descending: "ascending", ascending: null }[heading.getAttribute("aria-sort")];
        const order = next === undefined ? "descending" : next;
        headings.forEach((other) => other.removeAttribute("aria-sort"));
        if (order) {
          heading.setAttribute("aria-sort", order);
        }
        const sorted = order ? [...own].sort((a, b) => compare(a, b, column, order === "ascending" ? 1 : -1)) : own;
        body.replaceChildren(...sorted.flat());
      }));
    });
  };

  const copy = async (pre, made) => {
    const code = pre.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
      made.textContent = "Copied";
    } catch {
      // Without leave to write, what is selected can still be copied by hand.
      const range = document.createRange();
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      made.textContent = "Selected";
    }
    setTimeout(() => {
      made.textContent = "Copy";
    }, 2000);
  };

  const enlargeable = (figure) => {
    const image = figure.querySelector("img");
    if (!image) {
      return;
    }
    const caption = figure.querySelector("figcaption") ?? figure.appendChild(document.createElement("figcaption"));
    const made = button("plain", "Full size", () => {
      const isFull = figure.classList.toggle("full");
      made.setAttribute("aria-pressed", String(isFull));
    });
    made.setAttribute("aria-pressed", "false");
    const fit = () => {
      made.hidden = !figure.classList.contains("full") && image.clientWidth >= Number(image.getAttribute("width"));
    };
    new ResizeObserver(fit).observe(image);
    caption.append(made);
  };

  const adopt = (root) => {
    root.querySelectorAll("[data-sortable] table").forEach(sortable);
    root.querySelectorAll("pre.command").forEach((pre) => pre.append(button("plain", "Copy", (made) => copy(pre, made))));
    root.querySelectorAll("figure.image").forEach(enlargeable);
    const hint = root.querySelector("#curves h2");
    if (hint) {
      const words = document.createElement("p");
      words.className = "hint";
      words.textContent = "Drag across a chart to zoom, double click or Escape to show all; "
      + "once it is clicked, the wheel, the arrow keys, + and \u2212 work too. A name in the legend switches its curve off and on.";
      hint.after(words);
    }
  };

  const { adopt: adoptCharts, show } = window.RewardLab;
  window.RewardLab = Object.freeze({
    show,
    adopt: (root) => {
      adoptCharts(root);
      adopt(root);
    },
  });
  adopt(document);
})();
