import { Walk, whyMissing } from './study.js';

const picture = document.getElementById('picture');
const missing = document.getElementById('missing');
const buttons = [...document.querySelectorAll('#answers button')];
const keys = { 1: 1, 2: 0, 3: -1 };
const words = { 1: 'Good', 0: 'Bad', '-1': 'Skipped' };

const walk = new Walk('pictures', ['match'], item => {
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

picture.addEventListener('load', () => {
  picture.hidden = !walk.item;
  missing.hidden = true;
  sized();
});
picture.addEventListener('error', async () => {
  const { item } = walk;
  picture.hidden = true;
  missing.textContent = 'The picture has not come yet; waiting for the program...';
  missing.hidden = false;
  const why = await whyMissing(picture.src);
  if (item !== walk.item || !item) {
    return;
  }

  if (why === 'there') {
    item.images = undefined;
    walk.load(item);
    picture.src = item.images[0][0].src;
  } else {
    missing.textContent = 'This picture cannot be shown. Skip it.';
  }
});

function answer(value) {
  if (!walk.item) {
    return;
  }

  walk.answer({ match: value }, words[value]);
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
