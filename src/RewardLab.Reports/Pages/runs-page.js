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

  /** Shows something large, with buttons and keys that step to others where there are. */
  const openDialog = (content, caption, step, closed) => {
    const dialog = document.createElement("dialog");
    dialog.className = "enlarged";
    const tools = document.createElement("p");
    if (step) {
      tools.append(button("plain", "Previous", () => step(-1)), " ", button("plain", "Next", () => step(1)), " ");
      dialog.addEventListener("keydown", (event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (by) {
          event.preventDefault();
          step(by);
        }
      });
    }
    tools.append(button("plain", "Close", () => dialog.close()));
    const stage = document.createElement("div");
    stage.className = "stage";
    stage.tabIndex = 0;
    stage.setAttribute("role", "region");
    stage.setAttribute("aria-label", "enlarged image");
    stage.append(content);
    dialog.append(tools, stage, caption);
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      closed?.();
    });
    document.body.append(dialog);
    dialog.showModal();
  };

  // A click shows the image at its own size; the keys step through its neighbours.
  const enlargeable = (figures) => {
    const images = figures.map((figure) => figure.querySelector("img")).filter(Boolean);
    const open = (start) => {
      let i = start;
      const large = new Image();
      const caption = document.createElement("p");
      const show = () => {
        large.src = images[i].src;
        large.alt = images[i].alt;
        caption.textContent = [images[i].alt, images[i].closest("figure").querySelector("figcaption")?.textContent.trim()].filter(Boolean).join(": ");
      };
      show();
      openDialog(large, caption, images.length > 1 ? (by) => {
        i = (i + by + images.length) % images.length;
        show();
      } : null);
    };
    images.forEach((image, i) => {
      const made = button("enlarge-image", "", () => open(i));
      made.setAttribute("aria-label", `enlarge ${image.alt}`);
      image.replaceWith(made);
      made.append(image);
    });
  };

  const adopt = (root) => {
    root.querySelectorAll("[data-sortable] table").forEach(sortable);
    root.querySelectorAll("pre.command").forEach((pre) => pre.append(button("plain", "Copy", (made) => copy(pre, made))));
    root.querySelectorAll(".images:not(.frames), .samples").forEach((group) => enlargeable([...group.querySelectorAll("figure")]));
    window.RewardLab.adoptHeldOut(root);
    const hint = root.querySelector("#curves h2");
    if (hint) {
      const words = document.createElement("p");
      words.className = "hint";
      words.textContent = "Drag across a chart to zoom, double click or Escape to show all; "
      + "once it is clicked, the wheel, the arrow keys, + and \u2212, L and X work too. A name in the legend switches its curve off and on.";
      hint.after(words);
      window.RewardLab.addSettings(root.querySelector("#curves"));
    }
  };

  const { adopt: adoptCharts } = window.RewardLab;
  Object.assign(window.RewardLab, {
    openDialog,
    adopt: (root) => {
      adoptCharts(root);
      adopt(root);
    },
  });
  Object.freeze(window.RewardLab);
  adopt(document);
})();
