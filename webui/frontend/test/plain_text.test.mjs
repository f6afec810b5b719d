import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plainText } from '../src/form/plain_text.js';

test('marks of HTML and Markdown become references to themselves', () => {
  assert.equal(plainText('<b>'), '&#60;b&#62;');
  assert.equal(plainText('[x](y)'), '&#91;x&#93;&#40;y&#41;');
  assert.equal(plainText('&lt;'), '&#38;lt&#59;');
});

test('words, numbers and lines stay', () => {
  assert.equal(plainText('门锁 S2\n第二行'), '门锁 S2\n第二行');
  assert.equal(plainText(12), '12');
});

test('an indented line is no block of code', () => {
  assert.equal(plainText('a\n\n    b'), 'a\n\n&nbsp;&nbsp;&nbsp;&nbsp;b');
});
