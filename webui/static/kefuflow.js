// What the pages do beyond plain HTML: keys, rows that open, and the poll that keeps lists and counts true.
'use strict';

const PULSE_MS = 12_000;
const TYPING = 'input, textarea, select, [contenteditable], .djs-container, .kf-island, dialog';

// keys

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest(TYPING)) return;
  const act = KEYS[event.key];
  if (act && act(event) !== false) event.preventDefault();
});

const KEYS = {
  '/': () => focusSearch(),
  '?': () => openHelp(),
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  Enter: (event) => openSelected(event),
};

function focusSearch() {
  const field = document.querySelector('[data-key-search]');
  field?.focus();
  field?.select();
  return Boolean(field);
}

function openHelp() {
  const help = document.querySelector('#keys');
  help?.showModal();
  return Boolean(help);
}

// rows

const rows = () => [...document.querySelectorAll('[data-rows] [data-row]')];
const selected = () => document.querySelector('[data-row].is-selected');

/** Answers false when there are no rows, so that the arrow keys scroll as usual. */
function step(by) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(selected());
  select(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]);
  return true;
}

function select(row) {
  selected()?.classList.remove('is-selected');
  row.classList.add('is-selected');
  row.scrollIntoView({ block: 'nearest' });
}

/** Leaves Enter to the link or button that has the focus. */
function openSelected(event) {
  const link = selected()?.querySelector('[data-open]');
  if (!link || event.target.closest('a, button, summary')) return false;
  link.click();
  return true;
}

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest('[data-key-help]')) return void openHelp();
  const row = event.target.closest('[data-row]');
  if (!row || event.target.closest('a, button, input, select, label, summary') || String(getSelection())) return;
  row.querySelector('[data-open]')?.click();
});

// headings of cells, for phones, on which each row is a card

function label(table) {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => (cell.querySelector('.visually-hidden') ? '' : cell.textContent.trim()));
  if (!heads.length) return;
  for (const row of table.tBodies[0]?.rows ?? []) {
    [...row.cells].forEach((cell, at) => { if (heads[at]) cell.dataset.label = heads[at]; });
  }
  table.classList.add('is-labelled');
}

const labelAll = () => document.querySelectorAll('.table').forEach(label);
document.addEventListener('DOMContentLoaded', labelAll);
document.addEventListener('DOMContentLoaded', () => { // on a phone the entries stand in one line, that of this page perhaps out of sight
  const entry = document.querySelector('.sidebar [aria-current]');
  if (entry) entry.closest('.sidebar').scrollLeft = entry.offsetLeft - entry.closest('.sidebar').clientWidth / 2;
});
document.addEventListener('htmx:afterSettle', labelAll);

// menus close when something else is clicked, or on Escape

const openMenus = () => document.querySelectorAll('details.menu[open]');
document.addEventListener('click', (event) => openMenus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute('open')));
document.addEventListener('keydown', (event) => event.key === 'Escape' && openMenus().forEach((menu) => menu.removeAttribute('open')));

document.addEventListener('change', (event) => {
  if (event.target.matches?.('[data-submit-on-change]')) event.target.form.requestSubmit();
});

// what was left empty does not stand in the address of a searched list

document.addEventListener('formdata', (event) => {
  if (!event.target.querySelector('.searching')) return;
  for (const [name, value] of [...event.formData]) {
    const asked = name.replace(/^(op|to)-/, 'is-');
    if (value === '' || (asked !== name && !event.formData.get(asked) && !event.formData.get(name.replace(/^op-/, 'to-')))) event.formData.delete(name);
  }
});

document.addEventListener('change', (event) => {
  const names = event.target.type === 'file' && event.target.closest('.file-field')?.querySelector('.file-names');
  if (names) names.textContent = [...event.target.files].map((file) => file.name).join(', ') || names.dataset.none;
});

// a form is sent once, however often its button is pressed

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post' || form.hasAttribute('hx-post')) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'true';
});
window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach((form) => delete form.dataset.sent));

// the poll

/** Asks for changes while the page is seen; tells lists to load themselves anew when there are any. */
class Pulse {
  constructor(url) {
    this.url = url;
    this.tag = null;
    this.timer = null;
    document.addEventListener('visibilitychange', () => this.resume());
    this.resume();
  }

  resume() {
    clearTimeout(this.timer);
    if (!document.hidden) void this.beat();
  }

  async beat() {
    const isGoingOn = await this.ask().catch(() => true); // no network now: try again later
    if (isGoingOn && !document.hidden) this.timer = setTimeout(() => this.beat(), PULSE_MS);
  }

  /** Answers false once the session has ended. */
  async ask() {
    const headers = { Accept: 'application/json', ...(this.tag ? { 'If-None-Match': this.tag } : {}) };
    const response = await fetch(this.url, { headers, cache: 'no-store' });
    if (response.status === 200) this.take(response.headers.get('ETag'), await response.json());
    return response.status !== 401;
  }

  take(tag, answer) {
    const isFirst = this.tag === null;
    this.tag = tag;
    for (const place of document.querySelectorAll('[data-count]')) show(place, answer.counts[place.dataset.count]);
    document.querySelectorAll('[data-unread]').forEach((place) => show(place, answer.unread));
    document.querySelectorAll('[data-now]').forEach((place) => { place.textContent = answer.now; });
    if (!isFirst) tellOfChanges();
  }
}

// who else has the task open

const PRESENCE_MS = 25_000;

/** Says that this page is open while it is seen, and shows who else has the task open. */
class Presence {
  constructor(place) {
    this.place = place;
    this.timer = null;
    document.addEventListener('visibilitychange', () => (document.hidden ? this.leave() : this.beat()));
    window.addEventListener('pagehide', () => this.leave());
    if (!document.hidden) void this.beat();
  }

  async beat() {
    clearTimeout(this.timer);
    const isGoingOn = await this.say().catch(() => true); // no network now: try again later
    if (isGoingOn && !document.hidden) this.timer = setTimeout(() => this.beat(), PRESENCE_MS);
  }

  /** Answers false when the task is none of the reader's any more. */
  async say() {
    const response = await this.post();
    if (!response.ok || response.redirected) return false;
    const { text } = await response.json();
    this.place.textContent = text;
    this.place.hidden = !text;
    return true;
  }

  leave() {
    clearTimeout(this.timer);
    void this.post({ leaving: '1' }).catch(() => undefined);
  }

  post(fields = {}) {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const headers = { Accept: 'application/json', 'X-CSRFToken': token };
    return fetch(this.place.dataset.presence, { method: 'POST', headers, body: new URLSearchParams(fields), keepalive: true });
  }
}

function show(place, count) {
  place.textContent = count ?? 0;
  place.hidden = !count;
}

// back to a page as it was left, with what is typed there

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element && event.target.closest('[data-back]');
  if (!link || link.href !== document.referrer || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.back();
});

// a list that loaded itself anew keeps its selected row

let kept = null;
document.addEventListener('htmx:beforeSwap', () => { kept = selected()?.dataset.row ?? null; });
document.addEventListener('htmx:afterSettle', () => {
  const row = kept && rows().find((each) => each.dataset.row === kept);
  if (row && !selected()) row.classList.add('is-selected');
});

// and is not replaced under a pressed pointer, whose click would be lost

let isPressed = false;
let isOutdated = false;
document.addEventListener('pointerdown', () => { isPressed = true; }, true);
document.addEventListener('pointerup', release, true);
document.addEventListener('pointercancel', release, true);
document.addEventListener('htmx:beforeSwap', (event) => {
  if (!isPressed) return;
  event.detail.shouldSwap = false;
  isOutdated = true;
});

function release() {
  isPressed = false;
  if (isOutdated) setTimeout(tellOfChanges); // after the click
  isOutdated = false;
}

const tellOfChanges = () => document.body.dispatchEvent(new CustomEvent('kefuflow:changed'));

document.addEventListener('DOMContentLoaded', () => {
  const place = document.querySelector('[data-pulse]');
  if (place) new Pulse(place.dataset.pulse);
  const presence = document.querySelector('[data-presence]');
  if (presence) new Presence(presence);
});
