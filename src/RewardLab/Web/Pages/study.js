// What both pages share: talking to the server, keeping answers until they are saved, and the walk through items.

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function ask(path, options) {
  let reply;
  try {
    reply = await fetch(path, { ...options, cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' });
  } catch {
    throw new Refusal(0, 'The program cannot be reached. Is it still running?');
  }

  const body = await reply.json().catch(() => ({}));
  if (!reply.ok) {
    throw new Refusal(reply.status, body.problem ?? `The program answered ${reply.status}.`);
  }

  return body;
}

export const get = path => ask(path, {});
export const post = (path, body) => ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

const byId = id => document.getElementById(id);
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, '0')).join('');

// Answers go out one after another and stay in the browser until the program says that they are on its disk; the same key keeps one that is sent twice from counting twice.
class Outbox {
  constructor(name, onChange, onProblem) {
    this.name = `rewardlab/${name}`;
    this.onChange = onChange;
    this.onProblem = onProblem;
    this.isSending = false;
    try {
      this.waiting = JSON.parse(localStorage.getItem(this.name) ?? '[]');
    } catch {
      this.waiting = [];
    }
  }

  add(answer) {
    this.waiting.push({ ...answer, key: newKey(), clientTime: new Date().toISOString() });
    this.keep();
    this.send();
  }

  keep() {
    try {
      localStorage.setItem(this.name, JSON.stringify(this.waiting));
    } catch {
      // A private window keeps them in memory alone.
    }

    this.onChange(this.waiting.length);
  }

  async send() {
    if (this.isSending) {
      return;
    }

    this.isSending = true;
    for (let wait = 250; this.waiting.length > 0;) {
      try {
        const reply = await post('answer', this.waiting[0]);
        this.waiting.shift();
        this.keep();
        this.onSaved?.(reply);
        wait = 250;
        this.onProblem('');
      } catch (failure) {
        if (failure.status === 400 || failure.status === 413 || failure.status === 415) {
          this.waiting.shift();
          this.keep();
          this.onProblem(`An answer was refused: ${failure.message}`);
        } else {
          this.onProblem(`Not saved yet: ${failure.message} Trying again...`);
          await new Promise(resolve => setTimeout(resolve, wait));
          wait = Math.min(8000, wait * 2);
        }
      }
    }

    this.isSending = false;
  }
}

// How long an item was looked at: time in which the page is hidden does not count.
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
    return Math.round(this.sum + (this.since === null ? 0 : performance.now() - this.since));
  }
}

// The walk through items: those answered before, then the one at hand, with the next ones loaded ahead so that an answer takes effect at once.
export class Walk {
  constructor(noun, show) {
    this.noun = noun;
    this.show = show;
    this.past = []; // numbers of items, in the order in which they were first answered
    this.known = new Map(); // items by number
    this.ahead = []; // items not yet answered; the first is at hand
    this.place = 0; // past.length means the one at hand
    this.total = 0;
    this.isFilling = false;
    this.watch = new Watch();
  }

  async start() {
    let session;
    try {
      session = await get('session');
      this.past = (await get('history')).items;
    } catch (failure) {
      this.say(failure.message, true);
      return;
    }

    byId('who').textContent = session.annotator;
    this.breakMinutes = session.breakMinutes;
    this.outbox = new Outbox(`${session.title}/${session.annotator}`, count => this.showSaved(count), text => this.say(text, text.length > 0));
    this.outbox.onSaved = reply => {
      this.total = reply.progress.total;
      this.showCount();
    };
    this.listen();
    this.outbox.send();
    this.place = this.past.length;
    await this.fill();
    if (this.past.length === 0) {
      byId('instructions').showModal();
    }

    this.hasBegun = true;
    this.present();
  }

  listen() {
    document.addEventListener('visibilitychange', () => this.watch.onVisibility());
    byId('back').addEventListener('click', () => this.step(-1));
    byId('forward').addEventListener('click', () => this.step(1));
    byId('help').addEventListener('click', () => byId('instructions').showModal());
    byId('again').addEventListener('click', () => this.fill());
    byId('notice-close').addEventListener('click', () => {
      byId('notice').hidden = true;
      this.rested = Date.now();
    });
    byId('instructions').addEventListener('close', () => this.watch.start());
    window.addEventListener('beforeunload', event => {
      if (this.outbox.waiting.length > 0) {
        event.preventDefault();
      }
    });
    document.addEventListener('keydown', event => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
        return;
      }

      if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
        event.preventDefault();
        this.step(event.key === 'ArrowLeft' ? -1 : 1);
      } else if (event.key === '?') {
        byId('instructions').showModal();
      } else if (!event.repeat && this.item && this.onKey?.(event.key)) {
        event.preventDefault();
      }
    });
  }

  get isAtHand() {
    return this.place === this.past.length;
  }

  // Asks for the next items, until enough are at hand, and loads their pictures.
  async fill() {
    if (this.isFilling) {
      return;
    }

    this.isFilling = true;
    try {
      for (this.isExhausted = false; this.ahead.length < 4 && !this.isExhausted;) {
        const reply = await get(`next?count=4&held=${this.ahead.map(item => item.id).join()}`);
        const answered = new Set([...this.past, ...this.outbox.waiting.map(answer => answer.item), ...this.ahead.map(item => item.id)]);
        const fresh = reply.items.filter(item => !answered.has(item.id));
        this.ahead.push(...fresh.map(item => this.take(item)));
        this.total = reply.progress.total;
        this.isExhausted = fresh.length === 0;
        this.showLate();
      }
    } catch (failure) {
      this.say(failure.message, true);
      setTimeout(() => this.fill(), 2000);
    } finally {
      this.isFilling = false;
      this.showCount();
    }
  }

  // An item that was waited for, or the end.
  showLate() {
    if (this.isAtHand && !this.item && this.hasBegun) {
      this.present();
    }
  }

  take(item) {
    this.known.set(item.id, item);
    item.images = item.sides.map(side => side.map(address => {
      const image = new Image();
      image.decoding = 'async';
      image.src = address;
      return image;
    }));
    return item;
  }

  async step(by) {
    const place = this.place + by;
    if (place < 0 || place > this.past.length) {
      return;
    }

    this.place = place;
    await this.present();
  }

  // Shows the item at the present place.
  async present() {
    const place = this.place;
    let item = this.isAtHand ? this.ahead[0] : this.known.get(this.past[place]);
    if (!item && !this.isAtHand) {
      try {
        item = this.take(await get(`item/${this.past[place]}`));
      } catch (failure) {
        this.say(failure.message, true);
        return;
      }
    }

    if (place !== this.place) {
      return; // gone on meanwhile
    }

    this.item = item;
    byId('over').hidden = item !== undefined || !this.isExhausted;
    byId('work').hidden = byId('answers').hidden = item === undefined;
    byId('back').disabled = place === 0;
    byId('forward').disabled = this.isAtHand;
    byId('place').textContent = this.isAtHand ? (item || this.isExhausted ? '' : 'loading...') : `changing an earlier answer, ${this.past.length - place} back`;
    if (item) {
      byId('prompt').textContent = item.prompt;
    }

    this.show(item);
    this.watch.start();
    this.showCount();
    byId('said').textContent = item ? `${this.isAtHand ? '' : 'Earlier answer. '}Prompt: ${item.prompt}` : this.isExhausted ? 'That was all, thank you.' : 'Loading.';
  }

  // Keeps answers to the item that is shown, and goes on where it is finished.
  answer(answers) {
    const item = this.item;
    Object.assign(item.answers, answers);
    this.outbox.add({ item: item.id, answers, takenMs: this.watch.milliseconds });
    this.remindOfRest();
  }

  goOn() {
    if (this.isAtHand) {
      this.past.push(this.ahead.shift().id);
    }

    this.place++;
    this.present();
    this.fill();
  }

  remindOfRest() {
    const now = Date.now();
    if (!this.rested || now - this.last > 5 * 60_000) {
      this.rested = now;
    }

    this.last = now;
    if (this.breakMinutes > 0 && now - this.rested > this.breakMinutes * 60_000 && byId('notice').hidden) {
      byId('notice-text').textContent = `You have been at it for ${this.breakMinutes} minutes. Look out of a window for a while: tired eyes make other answers.`;
      byId('notice').hidden = false;
    }
  }

  say(text, isProblem) {
    const notice = byId('notice');
    if (isProblem) {
      byId('notice-text').textContent = text;
      notice.hidden = false;
      this.hasProblem = true;
    } else if (this.hasProblem) {
      notice.hidden = true;
      this.hasProblem = false;
    }
  }

  showSaved(count) {
    byId('saved').textContent = count === 0 ? 'saved' : `${count} not saved`;
    byId('saved').classList.toggle('waiting', count > 2);
    document.documentElement.dataset.waiting = count;
  }

  showCount() {
    const done = this.past.length;
    const total = Math.max(done, this.total);
    byId('bar').max = Math.max(1, total);
    byId('bar').value = done;
    byId('count').textContent = `${done} of ${total}`;
    byId('bar').setAttribute('aria-valuetext', `${done} of ${total} ${this.noun}`);
  }
}
