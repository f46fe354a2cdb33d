// One image, large: opened by a click, the wheel, two fingers or a key; enlarged further by the wheel, two fingers, a double click or keys, and moved by
// dragging or arrow keys.

const maxScale = 16;
const byId = id => document.getElementById(id);
const dialog = byId('zoom');
const pane = byId('zoom-pane');
const shown = byId('zoomed');
const fingers = new Map(); // those that are down on an image, by number
let scale = 1; // 1 fits the pane
let [left, top] = [0, 0]; // how far the image's centre is from the pane's, in pixels
let distance = 0; // between two fingers

function place() {
  const box = pane.getBoundingClientRect();
  const reach = (scale - 1) / 2; // the image may not be dragged out of sight
  left = Math.min(box.width * reach, Math.max(-box.width * reach, left));
  top = Math.min(box.height * reach, Math.max(-box.height * reach, top));
  shown.style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
  byId('zoom-level').textContent = `${Math.round(scale * 100)}%`;
  byId('zoom-out').disabled = scale === 1;
  byId('zoom-in').disabled = scale === maxScale;
}

// Enlarges by a factor; what is under the point stays there.
function enlarge(factor, x, y) {
  const box = pane.getBoundingClientRect();
  const next = Math.min(maxScale, Math.max(1, scale * factor));
  const [fromX, fromY] = [(x ?? box.left + box.width / 2) - box.left - box.width / 2, (y ?? box.top + box.height / 2) - box.top - box.height / 2];
  left = fromX - (fromX - left) * next / scale;
  top = fromY - (fromY - top) * next / scale;
  scale = next;
  place();
}

export function open(image) {
  if (!image || image.naturalWidth === 0) {
    return;
  }

  shown.src = image.src;
  shown.classList.toggle('small', image.naturalWidth <= 256);
  [scale, left, top] = [1, 0, 0];
  dialog.showModal();
  place();
}

// Makes the wheel and two fingers on an image open it.
export function attach(image) {
  image.addEventListener('wheel', event => {
    if (event.deltaY < 0 && image.naturalWidth > 0) {
      event.preventDefault();
      open(image);
      enlarge(Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
    }
  }, { passive: false });
  image.addEventListener('pointerdown', event => {
    down(event);
    if (fingers.size === 2 && !dialog.open) {
      open(image);
    }
  });
}

const between = () => {
  const [a, b] = [...fingers.values()];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, length: Math.hypot(a.x - b.x, a.y - b.y) };
};

function down(event) {
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  distance = fingers.size === 2 ? between().length : 0;
}

pane.addEventListener('pointerdown', event => {
  event.preventDefault();
  pane.setPointerCapture(event.pointerId);
  down(event);
});
window.addEventListener('pointermove', event => {
  const finger = fingers.get(event.pointerId);
  if (!finger || !dialog.open) {
    return;
  }

  const before = fingers.size === 2 ? between() : undefined;
  const [byX, byY] = [event.clientX - finger.x, event.clientY - finger.y];
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (before) {
    const after = between();
    left += after.x - before.x;
    top += after.y - before.y;
    enlarge(distance > 0 ? after.length / distance : 1, after.x, after.y);
    distance = after.length;
  } else {
    left += byX;
    top += byY;
    place();
  }
});
for (const end of ['pointerup', 'pointercancel']) {
  window.addEventListener(end, event => {
    fingers.delete(event.pointerId);
    distance = fingers.size === 2 ? between().length : 0;
  });
}

pane.addEventListener('wheel', event => {
  event.preventDefault();
  enlarge(Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
}, { passive: false });
pane.addEventListener('dblclick', event => enlarge(scale > 1 ? 1 / scale : 3, event.clientX, event.clientY));
byId('zoom-in').addEventListener('click', () => enlarge(1.5));
byId('zoom-out').addEventListener('click', () => enlarge(1 / 1.5));
byId('zoom-fit').addEventListener('click', () => enlarge(1 / scale));
dialog.addEventListener('close', () => fingers.clear());
dialog.addEventListener('keydown', event => {
  if (!dialog.open) {
    return; // closed a moment ago, it may still have the focus: the page's keys are meant
  }

  const step = 80;
  const act = {
    '+': () => enlarge(1.5),
    '=': () => enlarge(1.5),
    '-': () => enlarge(1 / 1.5),
    0: () => enlarge(1 / scale),
    z: () => dialog.close(),
    ArrowLeft: () => { left += step; place(); },
    ArrowRight: () => { left -= step; place(); },
    ArrowUp: () => { top += step; place(); },
    ArrowDown: () => { top -= step; place(); },
  }[event.key];
  if (act && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    event.stopPropagation(); // the page's own keys are not meant
    act();
  }
});
window.addEventListener('resize', () => dialog.open && place());
