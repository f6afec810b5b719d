// An esbuild plugin that replaces literals in one file of a package.
// A literal that is not found exactly once fails the build, so that an upgrade cannot bring it back unnoticed.
import { readFile } from 'node:fs/promises';

/** `literals` are pairs: what stands in the file, what shall stand there; `imports` is put on top. */
export function replacing({ name, file, imports, literals }) {
  const replace = (source) =>
    literals.reduce((text, [literal, replacement]) => {
      const parts = text.split(literal);
      if (parts.length !== 2) throw new Error(`${name}: found ${parts.length - 1} times, not once: ${literal}`);
      return parts.join(replacement);
    }, source);
  return {
    name,
    setup(build) {
      build.onLoad({ filter: file }, async ({ path }) => ({
        contents: `${imports}\n${replace(await readFile(path, 'utf8'))}`,
        loader: 'js',
      }));
    },
  };
}
