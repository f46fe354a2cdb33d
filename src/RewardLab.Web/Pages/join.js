import { post } from './study.js';

const form = document.getElementById('form');
const problem = document.getElementById('problem');
form.addEventListener('submit', async event => {
  event.preventDefault();
  problem.textContent = '';
  try {
    const { link } = await post('join', { name: document.getElementById('name').value });
    location.replace(link);
  } catch (failure) {
    problem.textContent = failure.message;
  }
});
