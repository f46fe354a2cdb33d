// Renews the page of the reward service while it is in view, unless its reader has switched that off.

const interval = 5000;
const renew = document.getElementById('renew');
const state = document.getElementById('state');
document.getElementById('renewing').hidden = false;

async function update() {
  try {
    const reply = await fetch('/', { cache: 'no-store' });
    if (!reply.ok) {
      throw new Error(`The program answered ${reply.status}`);
    }

    const next = new DOMParser().parseFromString(await reply.text(), 'text/html').getElementById('live');
    const live = document.getElementById('live');
    if (renew.checked && next.innerHTML !== live.innerHTML && !live.contains(document.activeElement) && getSelection().isCollapsed) {
      live.replaceWith(next);
    }

    state.textContent = '';
  } catch (failure) {
    state.textContent = `${failure instanceof TypeError ? 'The program cannot be reached' : failure.message}; this page shows the last known state.`;
  }
}

setInterval(() => {
  if (renew.checked && !document.hidden) {
    update();
  }
}, interval);
