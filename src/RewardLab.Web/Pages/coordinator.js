// The coordinator's page: asks where the study stands every few seconds, and shows the items that people disagree on, to be decided by someone who is named.

import { get, post } from './study.js';
import { text } from './texts.js';
import * as zoom from './zoom.js';

const interval = 5000;
const byId = id => document.getElementById(id);
const make = (tag, content = '', properties = {}) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...[content].flat());
  return element;
};
const percent = share => `${Math.round(share * 100)}%`;
const interval95 = share => share ? `${percent(share.share)} [${percent(share.low)}, ${percent(share.high)}]` : '-';
const decimal = (number, digits = 1) => number === null || number === undefined ? '-' : number.toFixed(digits);
const names = { match: 'label.question', alignment: 'judge.alignment', quality: 'judge.quality' };
const words = question => question === 'match'
  ? [[1, text('label.good')], [0, text('label.bad')], [-1, text('label.skip')]]
  : [[1, text('judge.first')], [0, text('judge.tie')], [-1, text('judge.second')]];
const wordOf = (question, value) => value === null ? 'taken back' : words(question).find(([known]) => known === value)[1];

let page = 0;
let reviewing = ''; // what is shown, so that nothing is torn from under the pointer where nothing has changed

function ago(seconds) {
  return seconds === null ? '-'
    : seconds < 60 ? 'just now'
    : seconds < 3600 ? `${Math.floor(seconds / 60)} min ago`
    : seconds < 86400 ? `${Math.floor(seconds / 3600)} h ago`
    : `${Math.floor(seconds / 86400)} days ago`;
}

function left(overview) {
  if (overview.remaining === 0) {
    return 'done';
  }

  const hours = overview.remaining / overview.perHour;
  return overview.perHour === 0 ? '-' : hours < 1 ? `${Math.max(1, Math.round(hours * 60))} min` : `${decimal(hours)} h`;
}

function showOverview(overview) {
  byId('title').textContent = overview.title;
  byId('heading').textContent = `${overview.kind === 'labels' ? 'Labels' : 'Comparisons'} of ${overview.title}`;
  byId('completed').max = Math.max(1, overview.items);
  byId('completed').value = overview.completed;
  const tiles = [
    [`Completed, by ${overview.annotatorsPerItem} each`, `${overview.completed} of ${overview.items}`],
    ['Started', overview.started],
    ['Answers', overview.answers],
    ['Items per hour', decimal(overview.perHour, 0)],
    ['Time left at this pace', left(overview)],
    ['People disagree on', overview.disputed],
    ['Not decided', overview.undecided],
    ['Of known answer', overview.known],
  ];
  byId('tiles').replaceChildren(...tiles.map(([name, value]) => make('div', [make('dt', name), make('dd', String(value))])));
  byId('annotators').replaceChildren(...overview.annotators.map(annotator => {
    const qualities = Object.entries(annotator.quality);
    const each = show => qualities.length === 0 ? '-'
      : qualities.length === 1 ? show(qualities[0][1])
      : qualities.flatMap(([question, quality], index) => [...index > 0 ? [make('br')] : [], `${question}: ${show(quality)}`]);
    return make('tr', [
      make('th', annotator.name, { scope: 'row', dir: 'auto' }),
      make('td', `${annotator.done} of ${Math.max(annotator.done, annotator.total)}`),
      make('td', String(annotator.lastHour)),
      make('td', ago(annotator.secondsAgo)),
      make('td', each(quality => decimal(quality.medianSeconds))),
      make('td', each(quality => quality.hasty === null ? '-' : percent(quality.hasty))),
      make('td', each(quality => interval95(quality.agreement))),
      make('td', each(quality => interval95(quality.accuracy))),
      make('td', String(annotator.comments)),
    ]);
  }));
  byId('agreement').replaceChildren(...overview.agreement.map(entry => make('tr', [
    make('th', text(names[entry.question]), { scope: 'row', dir: 'auto' }),
    make('td', decimal(entry.alpha, 3)),
    make('td', decimal(entry.kappa, 3)),
    make('td', `${entry.items}, ${entry.kappaItems} complete`),
  ])));
  showLinks(overview);
  byId('exports').replaceChildren(...overview.exports.length === 0 ? ['Nothing yet.'] : overview.exports.map(name => {
    const button = make('button', name, { type: 'button' });
    button.addEventListener('click', () => download(name));
    return button;
  }));
}

function showLinks(overview) {
  const links = [...overview.session ? [['Anyone who gives a name', overview.session]] : [], ...overview.annotators.map(({ name, link }) => [name, link])];
  const wanted = JSON.stringify(links);
  if (byId('links').dataset.shown === wanted) {
    return; // a selected link stays selected
  }

  byId('links').dataset.shown = wanted;
  byId('links').replaceChildren(...links.map(([name, link]) => {
    const field = make('input', '', { readOnly: true, value: new URL(link, location.href).href });
    field.setAttribute('aria-label', `Link of ${name}`);
    const copy = make('button', 'Copy', { type: 'button' });
    copy.setAttribute('aria-label', `Copy the link of ${name}`);
    copy.addEventListener('click', async () => {
      field.select();
      await navigator.clipboard?.writeText(field.value).catch(() => {}); // without it the selection can be copied by keys
      copy.textContent = 'Copied';
    });
    return make('li', [make('span', name, { dir: 'auto' }), field, copy]);
  }));
}

async function download(name) {
  const reply = await fetch(`export/${name}`, { cache: 'no-store', credentials: 'omit' });
  if (!reply.ok) {
    byId('problem').textContent = (await reply.json().catch(() => null))?.problem ?? `Something answered ${reply.status}.`;
    return;
  }

  const address = URL.createObjectURL(await reply.blob());
  make('a', '', { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}

function showReviews(reviews) {
  byId('page').textContent = reviews.count === 0 ? '' : `page ${reviews.page + 1} of ${reviews.pages}`;
  page = reviews.page;
  byId('previous').disabled = page === 0;
  byId('following').disabled = page + 1 >= reviews.pages;
  byId('reviews-none').textContent = reviews.count === 0 ? 'None.' : `${reviews.count} ${reviews.count === 1 ? 'item' : 'items'}`;
  byId('reviews').classList.toggle('pairs', reviews.items.some(item => item.sides.length > 1));
  byId('reviews').replaceChildren(...reviews.items.map(card));
}

function card(item) {
  const sides = item.sides.map((images, side) => make('div', [
    ...item.sides.length > 1 ? [make('strong', words('alignment')[side === 0 ? 0 : 2][1])] : [],
    ...images.map((address, place) => {
      const image = make('img', '', { src: address, alt: '', loading: 'lazy' });
      image.classList.toggle('single', item.sides.length === 1);
      const button = make('button', image, { type: 'button' });
      const of = item.sides.length > 1 ? ` of ${words('alignment')[side === 0 ? 0 : 2][1]}` : '';
      button.setAttribute('aria-label', `Item ${item.id}, image ${place + 1}${of}, enlarge`);
      button.addEventListener('click', () => zoom.open(image));
      return button;
    }),
  ], { className: 'side' }));
  const questions = item.sides.length > 1 ? ['alignment', 'quality'] : ['match'];
  const whole = make('article', [make('h3', item.prompt, { dir: 'auto' }), make('div', sides, { className: 'sides' })], { className: 'review' });
  whole.setAttribute('aria-label', `Item ${item.id}`);
  if (item.comments.length > 0) {
    whole.append(make('ul', item.comments.map(comment => make('li', [make('b', comment.name), `: ${comment.text}`], { dir: 'auto' }))));
  }

  const reason = make('input', '', { maxLength: 2000, dir: 'auto', id: `reason-${item.id}` });
  whole.append(...questions.map(question => decision(item, question, reason)));
  whole.append(make('p', [make('label', 'Reason (optional)', { htmlFor: reason.id }), reason], { className: 'reason' }));
  return whole;
}

function decision(item, question, reason) {
  const answers = item.answers.filter(answer => answer.question === question);
  const history = item.decisions.filter(entry => entry.question === question);
  const last = history.at(-1);
  const buttons = [...words(question), ...last && last.value !== null ? [[null, 'Take back']] : []].map(([value, word]) => {
    const count = answers.filter(answer => answer.value === value).length;
    const button = make('button', value === null ? word : `${word} (${count})`, { type: 'button' });
    button.setAttribute('aria-pressed', String(value !== null && last?.value === value));
    button.addEventListener('click', () => decide(item, question, value, reason.value));
    return button;
  });
  return make('fieldset', [
    make('legend', text(names[question]), { dir: 'auto' }),
    make('div', buttons, { className: 'choices' }),
    make('ul', [
      ...words(question).map(([value, word]) => [word, answers.filter(answer => answer.value === value).map(answer => answer.name)])
        .filter(([, who]) => who.length > 0)
        .map(([word, who]) => make('li', `${word}: ${who.join(', ')}`, { dir: 'auto' })),
      ...history.map(entry => make(
        'li',
        [wordOf(question, entry.value), `decided by ${entry.adjudicator}, ${new Date(entry.saved).toLocaleString()}`, ...entry.reason ? [entry.reason] : []]
          .join(': '),
        { dir: 'auto', className: 'decided' })),
    ]),
  ]);
}

async function decide(item, question, value, reason) {
  const adjudicator = byId('adjudicator').value.trim();
  if (adjudicator.length === 0) {
    byId('problem').textContent = 'Give your name first: it is kept with each decision.';
    byId('adjudicator').focus();
    return;
  }

  await tried(async () => {
    await post('adjudicate', { item: item.id, question, value, adjudicator, reason });
    byId('reviews-title').focus(); // the card may go, and with it the button
    await refresh();
  });
}

async function tried(act) {
  try {
    await act();
    byId('problem').textContent = '';
  } catch (failure) {
    byId('problem').textContent = failure.message;
  }
}

async function refresh() {
  showOverview(await get('overview'));
  const reviews = await get(`reviews?show=${byId('show').value}&page=${page}`);
  const wanted = JSON.stringify(reviews);
  if (reviewing !== wanted && !byId('reviews').contains(document.activeElement?.closest('input, button'))) {
    reviewing = wanted;
    showReviews(reviews);
  }

  byId('fresh').textContent = `as of ${new Date().toLocaleTimeString()}`;
}

async function turn(by) {
  page += by;
  await tried(refresh);
}

try {
  byId('adjudicator').value = localStorage.getItem('rewardlab/adjudicator') ?? '';
} catch {
  // A private window does not remember it.
}

byId('adjudicator').addEventListener('change', () => {
  try {
    localStorage.setItem('rewardlab/adjudicator', byId('adjudicator').value.trim());
  } catch {
    // As above.
  }
});
byId('show').addEventListener('change', () => turn(-page));
byId('previous').addEventListener('click', () => turn(-1));
byId('following').addEventListener('click', () => turn(1));
byId('invite').addEventListener('submit', event => {
  event.preventDefault();
  tried(async () => {
    await post('invite', { name: byId('invited').value });
    byId('invited').value = '';
    await refresh();
  });
});
for (let isAway = false; ;) {
  if (!document.hidden) {
    try {
      await refresh();
      if (isAway) {
        byId('problem').textContent = '';
      }

      isAway = false;
    } catch (failure) {
      isAway = true;
      byId('problem').textContent = failure.message;
    }
  }

  await new Promise(resolve => setTimeout(resolve, interval));
}
