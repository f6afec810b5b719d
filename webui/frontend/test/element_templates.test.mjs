// The element templates that come with the product are what Camunda's schema for Camunda 7 wants, in both languages alike.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';

import { validateAll } from '@bpmn-io/element-templates-validator';

const FOLDER = new URL('../../../processes/element-templates/', import.meta.url);
const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'));
const templates = async (name) => JSON.parse(await readFile(new URL(name, FOLDER), 'utf8'));

for (const name of names) {
  test(`${name} is valid`, async () => {
    const found = validateAll(await templates(name));
    assert.deepEqual(found.results.flatMap(({ errors }) => errors ?? []), []);
    assert.ok(found.valid);
  });
}

const WORDS = new Set(['name', 'label', 'description']);
/** Without what people read; the name in a binding is none of that. */
const bare = (value) =>
  JSON.parse(
    JSON.stringify(value, function (key, inner) {
      return WORDS.has(key) && !(key === 'name' && 'type' in this) ? '' : inner;
    }),
  );

for (const name of names.filter((each) => !each.endsWith('.en.json'))) {
  test(`${name} says the same in English`, async () => {
    assert.deepEqual(bare(await templates(name)), bare(await templates(name.replace('.json', '.en.json'))));
  });
}
