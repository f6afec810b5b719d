// What a variable holds is text: shown within a Markdown text it must neither vanish as a tag nor become bold or a link.

/** Markdown that shows a value as it is; lines stay lines. */
export const plainText = (value) =>
  String(value)
    .replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replace(/^[ \t]+/gm, (indent) => '&nbsp;'.repeat(indent.length));
