// What both pages share: talking to the server, keeping answers until they are saved, and the walk through items.

import { text, counted } from './texts.js';

class Refusal extends Error {
  constructor(message, code) {
    super(message);
    this.code = code; // what the program itself calls it; undefined where something else answered
  }
}

async function ask(path, options) {
  let reply;
  try {
    reply = await fetch(path, { ...options, cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' });
  } catch {
    throw new Refusal(text('problem.unreachable'));
  }

  const body = await reply.json().catch(() => null);
  if (!reply.ok || body === null) {
    throw new Refusal(body?.problem ?? text('problem.status', { status: reply.status }), body?.code);
  }

  return body;
}

export const get = path => ask(path, {});
export const post = (path, body) => ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

const byId = id => document.getElementById(id);
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, '0')).join('');
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

// Answers go out one after another, and each stays in the browser, under its own name, until the program says that it is on its disk.
// The same key keeps one that is sent twice, from two tabs too, from counting twice.
class Outbox {
  constructor(name, events) {
    this.prefix = `rewardlab/${name}/`;
    this.events = events;
    this.isSending = false;
    this.refused = 0;
    this.waiting = [];
    try {
      for (let i = 0; i < localStorage.length; i++) {
        const entry = localStorage.key(i);
        if (entry.startsWith(this.prefix)) {
          this.waiting.push(JSON.parse(localStorage.getItem(entry)));
        }
      }
    } catch {
      // A private window keeps them in memory alone.
    }

    this.waiting.sort((a, b) => a.clientTime < b.clientTime ? -1 : 1);
  }

  add(answer) {
    const whole = { ...answer, key: newKey(), clientTime: new Date().toISOString() };
    this.waiting.push(whole);
    try {
      localStorage.setItem(this.prefix + whole.key, JSON.stringify(whole));
    } catch {
      // As above.
    }

    this.events.onChange();
    this.send();
  }

  // A refused one is kept aside: no answer is lost.
  remove(answer, isRefused = false) {
    this.waiting = this.waiting.filter(other => other !== answer);
    try {
      if (isRefused) {
        localStorage.setItem(`refused/${this.prefix}${answer.key}`, JSON.stringify(answer));
      }

      localStorage.removeItem(this.prefix + answer.key);
    } catch {
      // As above.
    }

    this.events.onChange();
  }

  async send() {
    if (this.isSending) {
      return;
    }

    this.isSending = true;
    for (let pause = 250; this.waiting.length > 0;) {
      const answer = this.waiting[0];
      try {
        const reply = await post(answer.comment === undefined ? 'answer' : 'comment', answer);
        if (reply.key !== answer.key) {
          throw new Refusal(text('problem.stranger'));
        }

        this.remove(answer);
        pause = 250;
        this.events.onSaved(reply);
      } catch (failure) {
        if (failure.code === 'refused') {
          this.refused++;
          this.remove(answer, true);
          this.events.onRefused(failure.message);
        } else {
          this.events.onDelay(failure.message);
          await wait(pause);
          pause = Math.min(8000, pause * 2);
        }
      }
    }

    this.isSending = false;
  }
}

// How long something was looked at: time in which the page is hidden does not count.
class Watch {
  start() {
    this.sum = 0;
    this.since = document.hidden ? null : performance.now();
  }

  onVisibility() {
    if (document.hidden && this.since !== null) {
      this.sum += performance.now() - this.since;
      this.since = null;
    } else if (!document.hidden && this.since === null) {
      this.since = performance.now();
    }
  }

  get milliseconds() {
    return Math.min(3_600_000, Math.max(0, Math.round((this.sum ?? 0) + (this.since === null ? 0 : performance.now() - this.since))));
  }
}

// The prompt: shown whole where there is room for it, else its beginning, with a button for the rest.
class Prompt {
  constructor() {
    this.words = byId('prompt');
    this.button = byId('prompt-whole');
    this.button.addEventListener('click', () => this.toggle());
    window.addEventListener('resize', () => this.fit());
  }

  show(words) {
    this.words.textContent = words;
    this.words.classList.toggle('long', words.length > 120);
    this.set(false);
  }

  toggle() {
    if (!this.button.hidden) {
      this.set(!this.words.classList.contains('whole'));
    }
  }

  set(isWhole) {
    this.words.classList.toggle('whole', isWhole);
    this.button.setAttribute('aria-expanded', String(isWhole));
    const key = document.createElement('kbd');
    key.textContent = 'p';
    this.button.replaceChildren(text(isWhole ? 'prompt.less' : 'prompt.whole'), ' ', key);
    this.fit();
  }

  fit() {
    const isCut = this.words.scrollHeight > this.words.clientHeight + 1;
    this.words.classList.toggle('cut', isCut);
    this.button.hidden = !isCut && !this.words.classList.contains('whole');
  }
}

// What an annotator may write about an item: kept like an answer, when the field or the item is left.
class CommentField {
  constructor(outbox) {
    this.outbox = outbox;
    this.field = byId('comment');
    this.field.addEventListener('change', () => this.keep());
    this.field.addEventListener('keydown', event => event.key === 'Escape' && this.field.blur());
    window.addEventListener('pagehide', () => this.keep());
  }

  show(item) {
    this.keep();
    this.item = item;
    this.field.value = item?.comment ?? '';
    byId('comment-field').hidden = item === undefined;
  }

  keep() {
    const comment = this.field.value.trim();
    if (this.item && comment !== this.item.comment) {
      this.item.comment = comment;
      this.outbox.add({ item: this.item.id, comment });
    }
  }
}

// The walk through items: those answered before, then the one at hand, with the next ones loaded ahead so that an answer takes effect at once.
export class Walk {
  constructor(questions, show) {
    this.questions = questions;
    this.show = show;
    this.past = []; // numbers of items, in the order in which they were first answered
    this.known = new Map(); // items by number
    this.ahead = []; // items not yet answered; the first is at hand
    this.place = 0; // past.length means the one at hand
    this.total = 0;
    this.isFilling = false;
    this.isExhausted = false;
    this.heldByOthers = []; // who has in hand what is left, so that it may become free
    this.watch = new Watch();
    this.problems = new Map(); // what is wrong now, by kind
    this.prompt = new Prompt();
  }

  async start() {
    let session;
    for (;;) {
      try {
        session = await get('session');
        this.past = (await get('history')).items;
        this.trouble('start', '');
        break;
      } catch (failure) {
        this.trouble('start', failure.message);
        await wait(2000);
      }
    }

    byId('who').textContent = session.annotator;
    this.breakMinutes = session.breakMinutes;
    this.outbox = new Outbox(`${session.study}/${encodeURIComponent(session.annotator)}`, {
      onChange: () => this.showSaved(),
      onSaved: reply => {
        this.total = reply.progress.total;
        this.trouble('save', '');
        this.showCount();
        this.fill();
      },
      onRefused: problem => this.trouble('refused', counted('problem.refused', this.outbox.refused, { problem })),
      onDelay: problem => this.trouble('save', text('problem.delayed', { problem })),
    });

    if (session.hasComments) {
      this.comment = new CommentField(this.outbox);
    }

    // What was answered and not saved before the page was left is answered.
    for (const answer of this.outbox.waiting) {
      const isWaiting = question => this.outbox.waiting.some(other => other.item === answer.item && question in (other.answers ?? {}));
      if (!this.past.includes(answer.item) && this.questions.every(isWaiting)) {
        this.past.push(answer.item);
      }
    }

    this.listen();
    this.showSaved();
    this.outbox.send();
    this.place = this.past.length;
    await this.fill();
    if (this.past.length === 0) {
      byId('instructions').showModal();
    }

    this.hasBegun = true;
    this.present(this.past.length);
  }

  listen() {
    document.addEventListener('visibilitychange', () => this.watch.onVisibility());
    byId('back').addEventListener('click', () => this.step(-1));
    byId('forward').addEventListener('click', () => this.step(1));
    byId('help').addEventListener('click', () => byId('instructions').showModal());
    byId('again').addEventListener('click', () => this.fill());
    byId('notice-close').addEventListener('click', () => {
      this.rested = Date.now();
      this.problems.clear();
      this.showTrouble();
    });
    byId('instructions').addEventListener('close', () => this.watch.start());
    window.addEventListener('beforeunload', event => {
      if (this.outbox.waiting.length > 0) {
        event.preventDefault();
      }
    });
    document.addEventListener('keydown', event => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') || event.target.matches?.('textarea, input')) {
        return;
      }

      if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
        event.preventDefault();
        this.step(event.key === 'ArrowLeft' ? -1 : 1);
      } else if (event.key === '?') {
        byId('instructions').showModal();
      } else if (event.key === 'p') {
        this.prompt.toggle();
      } else if (event.key === 'c' && this.comment && this.item) {
        event.preventDefault();
        byId('comment').focus();
      } else if (!event.repeat && this.item && this.onKey?.(event.key)) {
        event.preventDefault();
      }
    });
  }

  isFinished(item) {
    return this.questions.every(question => item.answers[question] !== undefined);
  }

  get isAtHand() {
    return this.item === this.ahead[0];
  }

  // Asks for the next items, until enough are at hand, and loads their images.
  async fill() {
    if (this.isFilling) {
      this.isFillWanted = true;
      return;
    }

    this.isFilling = true;
    clearTimeout(this.retry);
    do {
      this.isFillWanted = false;
      try {
        await this.fillUp();
        this.trouble('load', '');
      } catch (failure) {
        this.trouble('load', failure.message);
        this.fillLater();
      }
    } while (this.isFillWanted);

    this.isFilling = false;
    this.showCount();
  }

  fillLater(milliseconds = 2000) {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.fill(), milliseconds);
  }

  // The end, or a pause: what others have in hand may become free, and is then shown by itself.
  showEnd() {
    const isPause = this.isExhausted && this.heldByOthers.length > 0;
    const held = this.heldByOthers.map(({ name, count, seconds }) => counted('over.held', count, { name, minutes: Math.ceil(seconds / 60) }));
    const news = isPause ? `${held.join(' ')} ${text('over.wait')}` : '';
    byId('over-title').textContent = text(isPause ? 'over.pause' : 'over.title');
    byId('over-held').hidden = !isPause;
    if (byId('over-held').textContent !== news) {
      byId('over-held').textContent = news;
    }

    this.showSaved();
    if (isPause && this.ahead.length === 0) {
      this.fillLater(5000); // not while items are in hand: asking keeps them from others
    }
  }

  async fillUp() {
    for (this.isExhausted = false; this.ahead.length < 4 && !this.isExhausted;) {
      // What waits to be saved is still open to the server; what it does not know of would be handed out again.
      const unsaved = this.outbox.waiting.map(answer => answer.item).filter(item => this.past.includes(item));
      const held = new Set([...this.ahead.map(item => item.id), ...unsaved]);
      const reply = await get(`next?count=4&held=${[...held].slice(0, 250).join()}`);
      const answered = new Set([...this.past, ...this.ahead.map(item => item.id)]);
      const fresh = reply.items.filter(item => !answered.has(item.id));
      for (const item of fresh) {
        this.take(item);
        if (this.isFinished(item)) {
          this.past.push(item.id); // the rest of it waits to be saved
        } else {
          this.ahead.push(item);
        }
      }

      this.total = reply.progress.total;
      this.isExhausted = reply.items.length === 0;
      this.heldByOthers = reply.heldByOthers;
      const isWaitedFor = this.ahead.length > 0 || (this.isExhausted && byId('over').hidden);
      if (this.hasBegun && !this.item && this.target === undefined && isWaitedFor) {
        this.present(this.past.length); // one that was waited for, or the end
      }

      this.showEnd();

      if (fresh.length === 0 && !this.isExhausted) {
        this.fillLater(); // too much waits to be saved to be told of at once
        return;
      }
    }
  }

  // Makes an item known: what waits to be saved counts, and its images are loaded.
  take(item) {
    this.known.set(item.id, item);
    for (const answer of this.outbox.waiting.filter(answer => answer.item === item.id)) {
      Object.assign(item.answers, answer.answers);
      item.comment = answer.comment ?? item.comment;
    }

    this.load(item);
    return item;
  }

  load(item) {
    item.images ??= item.sides.map(side => side.map(address => {
      const image = new Image();
      image.decoding = 'async';
      image.src = address;
      return image;
    }));
  }

  step(by) {
    const place = (this.target ?? this.place) + by;
    if (place >= 0 && place <= this.past.length) {
      this.present(place);
    }
  }

  // Shows the item of a place, once it is there; until then the one before it stays.
  async present(place) {
    this.target = place;
    let item = place === this.past.length ? this.ahead[0] : this.known.get(this.past[place]);
    if (!item && place < this.past.length) {
      try {
        item = this.take(await get(`item/${this.past[place]}`));
        this.trouble('load', '');
      } catch (failure) {
        this.trouble('load', failure.message);
        this.target = this.target === place ? undefined : this.target;
        return;
      }
    }

    if (place !== this.target) {
      return; // gone elsewhere meanwhile
    }

    this.target = undefined;
    this.place = place;
    this.item = item;
    const focus = document.activeElement;
    const isEnd = item === undefined && this.isExhausted;
    byId('over').hidden = !isEnd;
    byId('work').hidden = byId('answers').hidden = item === undefined;
    byId('back').disabled = place === 0;
    byId('forward').disabled = place === this.past.length;
    byId('place').textContent = place < this.past.length ? text('progress.earlier', { count: this.past.length - place })
      : item || isEnd ? '' : text('loading');
    if (item) {
      this.load(item);
      this.prompt.show(item.prompt);
    }

    this.comment?.show(item);
    this.show(item);
    this.watch.start();
    this.showCount();
    this.showSaved();
    const number = this.past.length + 1;
    const where = place < this.past.length ? text('progress.earlierSaid') : text('progress.number', { number, total: Math.max(this.total, number) });
    const news = item ? `${where}. ${text('prompt.said', { prompt: item.prompt })}` : isEnd ? byId('over-title').textContent : text('loading');
    byId('said').textContent = `${this.lastWord ?? ''}${news}`;
    this.lastWord = '';

    // Who goes by keyboard must not lose their place when buttons go and come.
    if (isEnd) {
      byId('over').querySelector('h2').focus();
    } else if (item && this.lostFocus && document.activeElement === document.body) {
      this.lostFocus.focus();
    }

    this.lostFocus = item ? undefined : this.lostFocus ?? focus;
  }

  // Keeps answers to the item that is shown.
  answer(answers, word) {
    Object.assign(this.item.answers, answers);
    this.lastWord = `${word}. `;
    this.comment?.keep();
    this.outbox.add({ item: this.item.id, answers, takenMs: this.watch.milliseconds });
    this.watch.start();
    this.remindOfRest();
  }

  goOn() {
    const place = this.place;
    if (this.item === this.ahead[0]) {
      this.past.push(this.ahead.shift().id);
    }

    // Images of long ago would fill the memory; they are loaded again when they are wanted.
    const old = this.known.get(this.past[this.past.length - 12]);
    if (old && old !== this.item) {
      old.images = undefined;
    }

    this.present(place + 1);
    this.fill();
  }

  remindOfRest() {
    const now = Date.now();
    if (!this.rested || now - this.last > 5 * 60_000) {
      this.rested = now;
    }

    this.last = now;
    if (this.breakMinutes > 0 && now - this.rested > this.breakMinutes * 60_000) {
      this.trouble('rest', text('rest', { minutes: this.breakMinutes }));
    }
  }

  // Says what is wrong for as long as it is; nothing where it is right again.
  trouble(kind, problem) {
    if (problem.length > 0) {
      this.problems.set(kind, problem);
    } else {
      this.problems.delete(kind);
    }

    this.showTrouble();
  }

  showTrouble() {
    // away is away, for loading and for saving
    const problem = [...this.problems].filter(([kind]) => kind !== 'load' || !this.problems.has('save')).map(([, words]) => words).join(' ');
    if (byId('notice-text').textContent !== problem) {
      byId('notice-text').textContent = problem;
    }

    byId('notice').hidden = problem.length === 0;
  }

  showSaved() {
    const count = this.outbox.waiting.length;
    byId('saved').textContent = count === 0 ? text('saved') : counted('notSaved', count);
    byId('saved').classList.toggle('waiting', count > 2);
    const saved = this.heldByOthers.length === 0 ? text('over.saved') : this.past.length > 0 ? text('over.savedPause') : '';
    byId('over-saved').textContent = count === 0 ? saved : counted('over.saving', count);
    document.documentElement.dataset.waiting = count;
  }

  showCount() {
    const done = this.past.length;
    const total = Math.max(done, this.total);
    byId('bar').max = Math.max(1, total);
    byId('bar').value = done;
    byId('count').textContent = text('progress.count', { done, total });
    byId('bar').setAttribute('aria-valuetext', byId('count').textContent);
  }
}

// Why an image does not come: "gone" where the program says so, or what it sends is none; "there" where it came after all, since only the program was away.
export async function whyMissing(address) {
  for (;; await wait(2000)) {
    try {
      const reply = await fetch(address, { cache: 'reload', credentials: 'omit' });
      if (reply.ok) {
        return await createImageBitmap(await reply.blob()).then(() => 'there', () => 'gone');
      }

      if ((await reply.json()).code === 'missing') {
        return 'gone';
      }
    } catch {
      // Away: asked again.
    }
  }
}
