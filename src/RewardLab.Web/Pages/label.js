import { Walk, whyMissing } from './study.js';
import { text } from './texts.js';
import * as zoom from './zoom.js';

const frame = document.getElementById('frame');
const missing = document.getElementById('missing');
const buttons = [...document.querySelectorAll('#answers button')];
const keys = { 1: 1, 2: 0, 3: -1 };
const words = { 1: text('label.good'), 0: text('label.bad'), '-1': text('label.skip') };
const enlarge = document.getElementById('enlarge');
let isReady = false;

const walk = new Walk(['match'], item => {
  missing.hidden = true;
  isReady = false;
  for (const button of buttons) {
    button.setAttribute('aria-pressed', String(item?.answers.match === Number(button.dataset.value)));
  }

  enlarge.hidden = true;
  frame.hidden = !item;
  frame.replaceChildren(...item ? [shown(item), enlarge] : []);
});

// The very element that was loaded ahead: no image of another prompt can stand in its place, and nothing is answered before it is seen.
function shown(item) {
  const image = item.images[0][0];
  image.id = 'image';
  image.alt = text('label.image');
  if (!image.onload) {
    image.addEventListener('click', () => zoom.open(image));
    zoom.attach(image);
  }

  image.onload = () => {
    // Small images are shown large, with their pixels as they are.
    image.className = image.naturalWidth <= 256 ? 'image small' : 'image';
    if (item === walk.item) {
      isReady = true;
      missing.hidden = true;
      image.hidden = enlarge.hidden = false;
      walk.watch.start();
    }
  };
  image.onerror = async () => {
    image.hidden = true;
    missing.textContent = text('label.imageLoading');
    missing.hidden = item !== walk.item;
    const why = await whyMissing(image.src);
    if (why === 'there') {
      image.src = `${image.src}`;
    } else if (item === walk.item) {
      isReady = true;
      missing.textContent = text('label.imageMissing');
    }
  };
  if (image.complete) {
    image[image.naturalWidth > 0 ? 'onload' : 'onerror'](); // it came, or failed, while it was loaded ahead
  }

  return image;
}

function answer(value) {
  if (!walk.item || !isReady) {
    return;
  }

  walk.answer({ match: value }, words[value]);
  walk.goOn();
}

for (const button of buttons) {
  button.addEventListener('click', () => answer(Number(button.dataset.value)));
}

enlarge.addEventListener('click', () => zoom.open(walk.item?.images[0][0]));

walk.onKey = key => {
  if (key === 'z' && isReady) {
    zoom.open(walk.item.images[0][0]);
    return true;
  }

  if (!(key in keys)) {
    return false;
  }

  answer(keys[key]);
  return true;
};

walk.start();
