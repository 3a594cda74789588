// Is what was built that of the present sources? Sizes and times are compared first, contents only when those differ.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'testing']);
const TEST = /\.(spec|int-spec|e2e-spec)\.ts$/;

/** What is built apart: from which sources, and the file that is there when it was. */
const PARTS = {
  server: {
    folders: ['apps/api', 'libs', 'tools/build'],
    except: ['libs/client', 'libs/sdk', 'libs/worker'],
    files: ['package-lock.json', 'tools/build.mjs'],
    source: /\.(ts|mjs|json|sql|html)$/,
    output: 'apps/api/dist/main.js',
  },
  cli: {
    folders: [
      'apps/cli',
      'libs/client',
      'libs/contract',
      'libs/kernel',
      'libs/sdk',
      'libs/worker',
      'tools/build',
    ],
    files: ['package-lock.json', 'tools/build.mjs'],
    source: /\.(ts|mjs|json)$/,
    output: 'apps/cli/dist/orch.js',
  },
  sdk: {
    folders: ['libs/sdk', 'libs/client', 'libs/contract', 'libs/kernel', 'tools/build'],
    files: ['package-lock.json', 'tools/build.mjs', 'docs/guides/typescript-sdk.md'],
    source: /\.(ts|mjs|json|md)$/,
    output: 'libs/sdk/dist/index.js',
  },
  // of the libraries it only uses types
  web: {
    folders: ['apps/web', 'tools/build'],
    files: ['package-lock.json', 'tools/build.mjs'],
    source: /\.(ts|tsx|mjs|json|css|html|svg|js)$/,
    output: 'apps/web/dist/index.html',
  },
};

const walk = function* (folder, source, except) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name) && !except.has(path)) yield* walk(path, source, except);
    } else if (source.test(entry.name) && !TEST.test(entry.name)) yield path;
  }
};

const sources = (root, part) => {
  const { folders, files, source, except = [] } = PARTS[part];
  const excepted = new Set(except.map((folder) => join(root, folder)));
  const existing = folders.map((folder) => join(root, folder)).filter((folder) => existsSync(folder));
  return [
    ...existing.flatMap((folder) => [...walk(folder, source, excepted)]),
    ...files.map((file) => join(root, file)).filter((file) => existsSync(file)),
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
export const outputs = (root, part = 'server') => {
  const main = join(root, PARTS[part].output);
  return { main, stamp: join(dirname(main), '.stamp.json') };
};

/** Remembers that what was built belongs to the sources with this `content` hash. */
export const writeStamp = (root, contentHash, part = 'server') => {
  const { stamp } = outputs(root, part);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, JSON.stringify({ quick: quick(root, sources(root, part)), content: contentHash }));
};

/** Hash of all source contents; taken before a build, so that an edit during the build is not missed. */
export const contentHash = (root, part = 'server') => content(root, sources(root, part));

/**
 * @param {string} root repository folder
 * @param {'server' | 'web'} [part]
 * @returns {boolean} whether a build is due
 */
export const bundleIsStale = (root, part = 'server') => {
  const { main, stamp } = outputs(root, part);
  const files = sources(root, part);
  if (!existsSync(main) || !existsSync(stamp)) return true;
  let known;
  try {
    known = JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    return true;
  }
  if (known.quick === quick(root, files)) return false;
  if (known.content !== content(root, files)) return true;
  try {
    writeStamp(root, known.content, part);
  } catch {
    // A read-only image: the contents are compared again next time.
  }
  return false;
};
