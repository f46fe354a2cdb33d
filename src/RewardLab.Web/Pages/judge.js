import { Walk, whyMissing } from './study.js';
import { text } from './texts.js';
import * as zoom from './zoom.js';

const questions = [...document.querySelectorAll('.question')];
const names = questions.map(question => question.dataset.question);
const grids = [0, 1].map(side => document.getElementById(`grid-${side}`));
const keys = { 1: 1, 2: 0, 3: -1 };
const groups = [text('judge.first'), text('judge.second')];
const words = { 1: groups[0], 0: text('judge.tie'), '-1': groups[1] };
let now = 0;

const sized = image => image.classList.toggle('small', image.naturalWidth > 0 && image.naturalWidth <= 256);

const walk = new Walk(names, item => {
  document.getElementById('sets').hidden = !item;
  if (!item) {
    return;
  }

  grids.forEach((grid, side) => {
    grid.className = `grid${item.images[side].length === 1 ? ' one' : item.images[side].length > 4 ? ' many' : ''}`;
    grid.replaceChildren(...item.images[side].map((image, place) => button(image, side, place)));
  });
  const open = names.findIndex(name => item.answers[name] === undefined);
  ask(open < 0 ? 0 : open);
});

function button(image, side, place) {
  const made = document.createElement('button');
  made.type = 'button';
  const name = key => made.setAttribute('aria-label', text(key, { number: place + 1, group: groups[side] }));
  name('judge.image');
  image.alt = '';
  image.onload = () => sized(image);
  image.onerror = async () => {
    name('judge.imageLoading');
    if (await whyMissing(image.src) === 'there') {
      name('judge.image');
      image.src = `${image.src}`;
    } else {
      name('judge.imageMissing');
      made.classList.add('gone');
    }
  };
  if (image.complete && image.naturalWidth === 0) {
    image.onerror(); // it failed while it was loaded ahead
  }

  sized(image);
  made.append(image);
  made.addEventListener('click', () => zoom.open(image));
  zoom.attach(image);
  return made;
}

function ask(index) {
  now = index;
  questions.forEach((question, i) => {
    question.classList.toggle('now', i === index);
    for (const choice of question.querySelectorAll('button')) {
      choice.setAttribute('aria-pressed', String(walk.item?.answers[names[i]] === Number(choice.dataset.value)));
      if (i === index) {
        choice.setAttribute('aria-keyshortcuts', choice.querySelector('kbd').textContent);
      } else {
        choice.removeAttribute('aria-keyshortcuts');
      }
    }
  });
}

function answer(index, value) {
  const { item } = walk;
  if (!item) {
    return;
  }

  walk.answer({ [names[index]]: value }, words[value]);
  if (!walk.isFinished(item)) {
    ask(names.findIndex(name => item.answers[name] === undefined));
    document.getElementById('said').textContent = `${words[value]}. ${questions[now].querySelector('legend').textContent}`;
  } else if (walk.isAtHand) {
    walk.goOn();
  } else {
    ask(index === 0 ? 1 : 0); // an earlier answer was changed: stay, the other may follow
  }
}

questions.forEach((question, index) => {
  for (const choice of question.querySelectorAll('button')) {
    choice.addEventListener('click', () => answer(index, Number(choice.dataset.value)));
  }
});

walk.onKey = key => {
  if (key === 'z') {
    zoom.open((document.querySelector('.grid button:is(:hover, :focus)') ?? document.querySelector('.grid button'))?.querySelector('img'));
    return true;
  }

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
