// What the islands say themselves. The language is the page's: `<html lang="zh-CN">` (also the fallback) or `en`.
import en from './words.en.js';
import zh from './words.zh-CN.js';

export const isEnglish = () => /^en\b/i.test(document.documentElement.lang);

/** The words for a key, `{name}` replaced by `params.name`. Throws for an unknown key: it is a mistake in the source. */
export function word(key, params = {}) {
  const text = (isEnglish() ? en : zh)[key];
  if (text === undefined) throw new Error(`no words for ${key}`);
  return fill(text, params);
}

/** The same for keys that are made from data: `fallback` where there are no words. */
export const wordOr = (key, fallback) => (Object.hasOwn(isEnglish() ? en : zh, key) ? word(key) : fallback);

/** Replaces `{name}` in a text. */
export const fill = (text, params) => text.replace(/{([^}]+)}/g, (whole, name) => String(params[name] ?? whole));
