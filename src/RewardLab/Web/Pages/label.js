import { Walk } from './study.js';

const picture = document.getElementById('picture');
const missing = document.getElementById('missing');
const buttons = [...document.querySelectorAll('#answers button')];
const keys = { 1: 1, 2: 0, 3: -1 };
const words = { 1: 'Good', 0: 'Bad', '-1': 'Skip' };

const walk = new Walk('pictures', item => {
  picture.hidden = !item;
  missing.hidden = true;
  for (const button of buttons) {
    button.setAttribute('aria-pressed', String(item?.answers.match === Number(button.dataset.value)));
  }

  if (item) {
    picture.src = item.images[0][0].src;
    sized();
  }
});

// Small pictures are shown large, with their pixels as they are.
function sized() {
  picture.classList.toggle('small', picture.naturalWidth > 0 && picture.naturalWidth <= 256);
}

picture.addEventListener('load', sized);
picture.addEventListener('error', () => {
  picture.hidden = true;
  missing.hidden = false;
});

function answer(value) {
  if (!walk.item) {
    return;
  }

  walk.answer({ match: value });
  document.getElementById('said').textContent = words[value];
  walk.goOn();
}

for (const button of buttons) {
  button.addEventListener('click', () => answer(Number(button.dataset.value)));
}

walk.onKey = key => {
  if (!(key in keys)) {
    return false;
  }

  answer(keys[key]);
  return true;
};

walk.start();
