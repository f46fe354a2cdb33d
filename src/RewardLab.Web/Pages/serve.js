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

  // Only rows that have changed are replaced, so that marks and the place of the keyboard stay.
  const renew = text => {
    const fresh = document.createElement('tbody');
    fresh.innerHTML = text; // the program's own markup, in which names are escaped
    const old = new Map([...rows.children].map(row => [row.dataset.run, row]));
    rows.replaceChildren(...[...fresh.children].map(row => {
      const before = old.get(row.dataset.run);
      if (!before) {
        return row;
      }

      // The box and the link stay; what follows them tells how it goes.
      [...before.children].slice(2).forEach((cell, i) => {
        const now = row.children[i + 2];
        if (now && cell.outerHTML !== now.outerHTML) {
          cell.replaceWith(now.cloneNode(true));
        }
      });
      return before;
    }));
  };
  sift();
  filter.addEventListener('input', sift);
  rows.addEventListener('change', sift);
  together.addEventListener('click', () => location.assign(`runs?${marked().map(run => `run=${encodeURIComponent(run)}`).join('&')}`));
  keep(state, async () => {
    const text = await (await ask('list')).text();
    if (!isPressed) { // a row must not go away under a click
      renew(text);
      sift();
    }

    state.textContent = '';
    return true;
  });
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
    }

    if (!news.running) {
      location.reload(); // tables and images are there now
      return false;
    }

    return true;
  });
}
