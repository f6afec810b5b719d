// Buttons elsewhere on the page that send the form: `<button data-form-submit data-url="..." data-extra='{...}'>`.
import { word } from '../i18n/words.js';
import { post } from '../server.js';

/** Binds every `[data-form-submit]`; `data-novalidate` sends half-filled forms too. Ctrl+Enter presses `[data-primary]`. */
export function bindButtons(element, view, draft, csrfToken) {
  const buttons = [...document.querySelectorAll('[data-form-submit]')];
  for (const button of buttons) {
    bind(button, () => send(button, buttons, view, draft, csrfToken));
    button.disabled = false; // the page had it disabled: a click that nobody heard would be lost
  }
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    buttons.find((button) => 'primary' in button.dataset)?.click();
  });
}

/**
 * A field validates when it is left, and its message moves the button away from under the pointer: the click would be
 * lost. So pressing does not leave the field; it is left, and takes over what was typed, once the click has arrived.
 */
function bind(button, action) {
  button.addEventListener('mousedown', (event) => event.preventDefault());
  button.addEventListener('click', (event) => {
    event.preventDefault();
    if (document.activeElement !== button) document.activeElement?.blur();
    setTimeout(action);
  });
}

async function send(pressed, buttons, view, draft, csrfToken) {
  const variables = accepted(view, pressed);
  if (!variables) return tell(word('send.invalid'));
  tell('');
  for (const each of buttons) each.disabled = true;
  try {
    const payload = { variables, ...JSON.parse(pressed.dataset.extra || '{}') };
    receive(await post(pressed.dataset.url, payload, csrfToken), view, draft);
  } catch {
    tell(word('send.network'));
  } finally {
    for (const each of buttons) each.disabled = false;
  }
}

/** The values to send, or null when the form has mistakes (then they are shown). */
function accepted(view, pressed) {
  if ('novalidate' in pressed.dataset) return view.values();
  const { data, errors } = view.submit();
  return Object.keys(errors).length ? null : data;
}

function receive({ status, body }, view, draft) {
  if (status === 200 && body?.location) return leave(body.location, draft);
  if (status === 422) return refuse(body ?? {}, view);
  if (status === 401 || (status === 200 && !body)) return tell(word('send.session'));
  if (status === 403) return tell(body?.message ?? word('send.forbidden'));
  if (status === 409) return tell(body?.message ?? word('send.conflict'));
  return tell(body?.message ?? word('send.failed', { status }));
}

function leave(location, draft) {
  draft.clear();
  window.location.assign(location);
}

function refuse({ fields = {}, message }, view) {
  const strangers = view.refuse(fields);
  tell([message ?? word('send.invalid'), ...strangers].join(' '));
}

/** Shows a message in `#form-alert`; an empty one hides it. */
function tell(message) {
  const alert = document.querySelector('#form-alert');
  if (!alert) return;
  alert.setAttribute('role', 'alert');
  alert.textContent = message;
  alert.hidden = !message;
}
