import { Walk } from './study.js';

const questions = [...document.querySelectorAll('.question')];
const grids = [0, 1].map(side => document.getElementById(`grid-${side}`));
const zoom = document.getElementById('zoom');
const zoomed = document.getElementById('zoomed');
const keys = { 1: 1, 2: 0, 3: -1 };
let now = 0;

const nameOf = question => question.dataset.question;
const isFinished = item => questions.every(question => item.answers[nameOf(question)] !== undefined);

const walk = new Walk('sets', item => {
  document.getElementById('sets').hidden = !item;
  if (!item) {
    return;
  }

  grids.forEach((grid, side) => {
    const pictures = item.images[side];
    grid.className = `grid${pictures.length === 1 ? ' one' : pictures.length > 4 ? ' many' : ''}`;
    grid.replaceChildren(...pictures.map((image, place) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('aria-label', `Picture ${place + 1} of set ${'AB'[side]}, show large`);
      image.alt = '';
      image.classList.toggle('small', image.naturalWidth > 0 && image.naturalWidth <= 256);
      image.addEventListener('load', () => image.classList.toggle('small', image.naturalWidth <= 256));
      button.append(image);
      button.addEventListener('click', () => {
        zoomed.src = image.src;
        zoomed.classList.toggle('small', image.naturalWidth <= 256);
        zoom.showModal();
      });
      return button;
    }));
  });
  const open = questions.findIndex(question => item.answers[nameOf(question)] === undefined);
  ask(open < 0 ? 0 : open);
});

function ask(index) {
  now = index;
  questions.forEach((question, i) => {
    question.classList.toggle('now', i === index);
    for (const button of question.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(walk.item?.answers[nameOf(question)] === Number(button.dataset.value)));
      if (i === index) {
        button.setAttribute('aria-keyshortcuts', button.querySelector('kbd').textContent);
      } else {
        button.removeAttribute('aria-keyshortcuts');
      }
    }
  });
}

function answer(index, value) {
  const item = walk.item;
  if (!item) {
    return;
  }

  const wasFinished = isFinished(item);
  walk.answer({ [nameOf(questions[index])]: value });
  if (wasFinished) {
    ask(index === 0 ? 1 : 0); // an earlier answer was changed: stay, the other may follow
  } else if (isFinished(item)) {
    ask(index);
    walk.goOn();
  } else {
    ask(questions.findIndex(question => item.answers[nameOf(question)] === undefined));
    document.getElementById('said').textContent = questions[now].querySelector('legend').textContent;
  }
}

questions.forEach((question, index) => {
  for (const button of question.querySelectorAll('button')) {
    button.addEventListener('click', () => answer(index, Number(button.dataset.value)));
  }
});

walk.onKey = key => {
  if (key in keys) {
    answer(now, keys[key]);
    return true;
  }

  if (key === 'ArrowUp' || key === 'ArrowDown') {
    ask(key === 'ArrowUp' ? 0 : 1);
    return true;
  }

  return false;
};

walk.start();
