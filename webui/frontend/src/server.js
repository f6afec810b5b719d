// The only way in which islands speak to our own server.
import { word } from './i18n/words.js';

/** Fetches text or JSON from our own server. Throws an Error whose message can be shown. */
export async function load(url, as = 'text') {
  const response = await fetch(url, { headers: { Accept: as === 'json' ? 'application/json' : '*/*' } });
  if (!response.ok) throw new Error(word('load.status', { status: response.status }));
  return response[as]();
}

/** POSTs JSON; answers `{status, body}`, body null when the answer is not JSON. Throws only when there is no answer. */
export async function post(url, payload, csrfToken) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrfToken ?? csrf() };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(payload) });
  const body = await response.json().catch(() => null);
  return { status: response.redirected && body === null ? 401 : response.status, body };
}

const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? '';
