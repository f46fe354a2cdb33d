import { post } from './study.js';
import { text, counted } from './texts.js';

const form = document.getElementById('form');
const name = document.getElementById('name');
const problem = document.getElementById('problem');
const same = document.getElementById('same');
const question = document.getElementById('same-question');

async function join(isKnown) {
  problem.textContent = '';
  try {
    const { link, there } = await post('join', { name: name.value, isKnown });
    if (link) {
      location.replace(link);
      return;
    }

    // Someone has this name already: nobody gets into another's session without a word.
    question.textContent = counted('join.same', there.answers, { name: there.name });
    form.hidden = true;
    same.hidden = false;
    question.focus();
  } catch (failure) {
    back(failure.message);
  }
}

function back(why) {
  same.hidden = true;
  form.hidden = false;
  problem.textContent = why;
  name.focus();
}

form.addEventListener('submit', event => {
  event.preventDefault();
  join(false);
});
document.getElementById('same-yes').addEventListener('click', () => join(true));
document.getElementById('same-no').addEventListener('click', () => back(text('join.another')));
