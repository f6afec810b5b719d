// Islands are mounted declaratively: `<div data-island="viewer" data-config="#viewer-config" data-xml-url="...">`.
import { make } from './dom.js';
import { word } from './i18n/words.js';

/** Mounts `create(element, config)` on every element of the page, and on those that htmx brings later. */
export function island(name, create) {
  const mountIn = (root) => {
    const inside = [...(root.querySelectorAll?.(`[data-island="${name}"]`) ?? [])];
    for (const element of root.matches?.(`[data-island="${name}"]`) ? [root, ...inside] : inside) mount(element, create);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => mountIn(document));
  else mountIn(document);
  document.addEventListener('htmx:load', (event) => mountIn(event.target));
}

async function mount(element, create) {
  if (element.dataset.mounted) return;
  element.dataset.mounted = 'pending';
  element.classList.add('kf-island');
  try {
    await create(element, configOf(element));
    element.dataset.mounted = 'done';
  } catch (error) {
    element.dataset.mounted = 'failed';
    element.replaceChildren(make('p', { className: 'kf-failure', role: 'alert' }, word('load.failed', { reason: error.message })));
  }
}

/** JSON of the script that `data-config` points to, over the element's own data attributes ("true"/"false" become booleans). */
export function configOf(element) {
  const { island: _, config, mounted, ...attributes } = element.dataset;
  const script = config && document.querySelector(config);
  return { ...Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, plain(value)])), ...(script ? JSON.parse(script.textContent) : {}) };
}

const plain = (value) => ({ true: true, false: false, '': true })[value] ?? value;
