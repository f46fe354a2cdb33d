// Renews the list of runs, and the curves of the runs that are looked at, while the page is in view.

const rows = document.getElementById('rows');
const live = document.getElementById('live');
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

async function ask(address) {
  const reply = await fetch(address, { cache: 'no-store', credentials: 'omit' });
  if (!reply.ok) {
    throw new Error(`The program answered ${reply.status}`);
  }

  return reply;
}

// Asks again and again, not faster than the program answers, and slower while it cannot be reached.
async function keep(state, renew) {
  for (let pause = 1000; ; await wait(pause)) {
    if (document.hidden) {
      continue;
    }

    const start = performance.now();
    try {
      if (await renew() === false) {
        return;
      }

      pause = Math.max(1000, 10 * (performance.now() - start));
      state.classList.remove('problem');
    } catch (failure) {
      pause = Math.min(10000, pause * 2);
      state.textContent = `${failure instanceof TypeError ? 'The program cannot be reached' : failure.message}; this page shows the last known state.`;
      state.classList.add('problem');
    }
  }
}

if (rows) {
  const filter = document.getElementById('filter');
  const together = document.getElementById('together');
  const state = document.getElementById('state');
  let isPressed = false;
  addEventListener('pointerdown', () => { isPressed = true; });
  addEventListener('pointerup', () => { isPressed = false; });
  addEventListener('pointercancel', () => { isPressed = false; });
  const marked = () => [...rows.querySelectorAll('input:checked')].map(box => box.value);
  const sift = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows.children) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every(word => text.includes(word));
    }

    together.disabled = marked().length < 2;
    document.getElementById('empty').hidden = rows.children.length > 0;
  };

  const headings = document.getElementById('headings');
  const fixed = headings.cells.length;
  let chosen = recall();
  let order = { column: 0, sign: 0 };

  // Browsers that keep nothing lose the choice of columns with the page.
  function recall() {
    try {
      return JSON.parse(localStorage.getItem('rewardlab-columns')) ?? [];
    } catch {
      return [];
    }
  }

  const keepChoice = () => {
    try {
      localStorage.setItem('rewardlab-columns', JSON.stringify(chosen));
    } catch {
      // it still holds for this page
    }
  };

  const textOf = (row, column) => row.cells[column]?.textContent.trim() ?? '';
  const numberOf = (row, column) => {
    const value = row.cells[column]?.dataset.value;
    return value === undefined ? NaN : Number(value);
  };

  // Numbers by size, then texts, and what is empty last, whichever way the order goes.
  const compare = (one, other) => {
    const [x, y] = [numberOf(one, order.column), numberOf(other, order.column)];
    if (!Number.isNaN(x) || !Number.isNaN(y)) {
      return Number.isNaN(x) ? 1 : Number.isNaN(y) ? -1 : order.sign * (x - y);
    }

    const [a, b] = [textOf(one, order.column), textOf(other, order.column)];
    return a === '' || b === '' ? (a === '') - (b === '') : order.sign * a.localeCompare(b);
  };

  const sort = () => {
    [...headings.cells].forEach((heading, i) => {
      if (i === order.column && order.sign !== 0) {
        heading.setAttribute('aria-sort', order.sign > 0 ? 'ascending' : 'descending');
      } else {
        heading.removeAttribute('aria-sort');
      }
    });
    if (order.sign !== 0) {
      const sorted = [...rows.children].sort(compare);
      if (sorted.some((row, i) => row !== rows.children[i])) {
        rows.append(...sorted);
      }
    }
  };

  const sortable = heading => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.textContent = heading.textContent;
    button.addEventListener('click', () => {
      const column = heading.cellIndex;
      const sign = order.column !== column ? -1 : order.sign === -1 ? 1 : order.sign === 1 ? 0 : -1;
      order = { column, sign };
      sort();
      if (sign === 0) {
        refresh();
      }
    });
    heading.replaceChildren(button);
  };

  const showHeadings = () => {
    [...headings.cells].slice(fixed).forEach(cell => cell.remove());
    for (const column of chosen) {
      const heading = document.createElement('th');
      heading.scope = 'col';
      heading.textContent = column.name;
      heading.title = column.group ? `${column.name}, last value of ${column.group}` : `parameter ${column.name}`;
      headings.append(heading);
      sortable(heading);
    }
  };

  // Only rows that have changed are replaced, so that marks and the place of the keyboard stay.
  const renew = text => {
    const fresh = document.createElement('tbody');
    fresh.innerHTML = text; // the program's own markup, in which names are escaped
    const old = new Map([...rows.children].map(row => [row.dataset.run, row]));
    const next = [...fresh.children].map(row => {
      const before = old.get(row.dataset.run);
      if (!before) {
        return row;
      }

      // The box and the link stay; what follows them tells how it goes.
      [...row.children].slice(2).forEach((now, i) => {
        const cell = before.children[i + 2];
        if (!cell) {
          before.append(now.cloneNode(true));
        } else if (cell.outerHTML !== now.outerHTML) {
          cell.replaceWith(now.cloneNode(true));
        }
      });
      [...before.children].slice(row.children.length).forEach(cell => cell.remove());
      return before;
    });
    if (order.sign !== 0) {
      next.sort(compare);
    }

    if (next.length !== rows.children.length || next.some((row, i) => row !== rows.children[i])) {
      rows.replaceChildren(...next);
    }
  };

  const refresh = async () => {
    const wanted = chosen;
    const text = await (await ask(`list?${wanted.map(column => `column=${encodeURIComponent(column.id)}`).join('&')}`)).text();
    if (wanted === chosen && !isPressed) { // a row must not go away under a click
      renew(text);
      sift();
    }
  };

  const choose = (column, isWanted) => {
    chosen = isWanted ? [...chosen, column] : chosen.filter(other => other.id !== column.id);
    order = order.column < fixed ? order : { column: 0, sign: 0 };
    keepChoice();
    showHeadings();
    refresh();
  };

  const showChoices = columns => {
    const groups = Map.groupBy(columns, column => column.isMetric ? column.group : 'parameters');
    document.getElementById('choices').replaceChildren(...[...groups].map(([group, own]) => {
      const set = document.createElement('fieldset');
      const legend = document.createElement('legend');
      legend.textContent = group;
      set.append(legend, ...own.map(column => {
        const label = document.createElement('label');
        const box = document.createElement('input');
        box.type = 'checkbox';
        box.checked = chosen.some(other => other.id === column.id);
        box.addEventListener('change', () => choose(column, box.checked));
        label.append(box, ` ${column.name}`);
        return label;
      }));
      return set;
    }));
    if (columns.length === 0) {
      document.getElementById('choices').textContent = 'No run has parameters or metrics yet.';
    }
  };

  document.getElementById('columns').addEventListener('toggle', async event => {
    const details = event.target;
    for (let isWhole = false; details.open && !isWhole; ) {
      const found = await (await ask('columns')).json();
      ({ isWhole } = found);
      showChoices(found.columns);
      await wait(isWhole ? 0 : 300);
    }
  });
  rows.addEventListener('click', event => {
    if (event.target.classList.contains('tag')) {
      filter.value = event.target.textContent;
      sift();
    }
  });
  [...headings.cells].slice(1, fixed).forEach(sortable);
  showHeadings();
  sift();
  filter.addEventListener('input', sift);
  rows.addEventListener('change', sift);
  together.addEventListener('click', () => location.assign(`runs?${marked().map(run => `run=${encodeURIComponent(run)}`).join('&')}`));
  keep(state, async () => {
    await refresh();
    state.textContent = '';
    return true;
  });
}

const sampleTools = document.getElementById('sample-tools');
sampleTools?.addEventListener('change', () => {
  const chosen = [...sampleTools.querySelectorAll('select, input')].filter(control => control.value !== '');
  location.assign(`?${new URLSearchParams(chosen.map(control => [control.name, control.value]))}`);
});

// The part of held-out images as the program shows it now, in place of the one that is there.
async function renewHeldOut() {
  const page = new DOMParser().parseFromString(await (await ask(location.href)).text(), 'text/html');
  const [now, before] = [page.getElementById('held-out'), document.getElementById('held-out')];
  if (now) {
    const part = document.adoptNode(now);
    if (before) {
      before.replaceWith(part);
    } else {
      document.getElementById('curves').after(part);
    }

    window.RewardLab.adopt(part);
  }
}

if (live && live.dataset.running === 'true') {
  const query = new URLSearchParams(location.search);
  const address = version => `live?${query.getAll('run').map(run => `run=${encodeURIComponent(run)}`).join('&')}&version=${encodeURIComponent(version)}`;
  let version = live.dataset.version;
  keep(live, async () => {
    const news = await (await ask(address(version))).json();
    live.textContent = news.words;
    version = news.version;
    if (news.board) {
      const curves = document.getElementById('curves');
      window.RewardLab.show(news.board.charts, curves.querySelector('.charts') ?? curves);
      if (news.heldOut !== document.querySelectorAll('.held-out .frame').length) {
        await renewHeldOut();
      }
    }

    if (!news.running) {
      location.reload(); // tables and images are there now
      return false;
    }

    return true;
  });
}
