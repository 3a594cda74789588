// Is the bundle that of the present sources? Sizes and times are compared first, contents only when those differ.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FOLDERS = ['apps/api', 'libs', 'tools/build'];
const FILES = ['package-lock.json', 'tools/build.mjs'];
const SKIPPED = new Set(['node_modules', 'dist', 'testing']);
const SOURCE = /\.(ts|mjs|json|sql|html)$/;
const TEST = /\.(spec|int-spec|e2e-spec)\.ts$/;

const walk = function* (folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) yield* walk(path);
    } else if (SOURCE.test(entry.name) && !TEST.test(entry.name)) yield path;
  }
};

const sources = (root) => {
  const folders = FOLDERS.map((folder) => join(root, folder)).filter((folder) => existsSync(folder));
  return [
    ...folders.flatMap((folder) => [...walk(folder)]),
    ...FILES.map((file) => join(root, file)).filter((file) => existsSync(file)),
  ].sort();
};

const digest = (parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

const quick = (root, files) =>
  digest(
    files.map((file) => {
      const { size, mtimeMs } = statSync(file);
      return `${file.slice(root.length)} ${size} ${mtimeMs}`;
    }),
  );
const content = (root, files) =>
  digest(files.flatMap((file) => [file.slice(root.length), readFileSync(file)]));

/** Paths of what the build makes. */
export const outputs = (root) => ({
  main: join(root, 'apps/api/dist/main.js'),
  stamp: join(root, 'apps/api/dist/.stamp.json'),
});

/** Remembers that the bundle belongs to the sources with this `content` hash. */
export const writeStamp = (root, contentHash) => {
  const { stamp } = outputs(root);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, JSON.stringify({ quick: quick(root, sources(root)), content: contentHash }));
};

/** Hash of all source contents; taken before a build, so that an edit during the build is not missed. */
export const contentHash = (root) => content(root, sources(root));

/** @param {string} root repository folder @returns {boolean} whether a build is due */
export const bundleIsStale = (root) => {
  const { main, stamp } = outputs(root);
  if (!existsSync(main) || !existsSync(stamp)) return true;
  const files = sources(root);
  let known;
  try {
    known = JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    return true;
  }
  if (known.quick === quick(root, files)) return false;
  if (known.content !== content(root, files)) return true;
  try {
    writeStamp(root, known.content);
  } catch {
    // A read-only image: the contents are compared again next time.
  }
  return false;
};
