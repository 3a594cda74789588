// `npm run build`: one file from apps/api/src/main.ts and everything it imports, the web application, the command
// line, and the SDK.
// `--if-needed` builds only what is stale; names of parts build these only.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleIsStale, contentHash, outputs, writeStamp } from './build/stamp.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

// CommonJS packages inside an ES module bundle still call require() and look for their own place.
const BANNER = `import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __pathDirname } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __pathDirname(__filename);`;

/**
 * Bundles the server, packages included: one file is read and compiled much faster than a thousand.
 * @param {{ entry?: string, outfile?: string, packages?: 'bundle' | 'external' }} [options]
 * @returns {Promise<void>} rejects when a source does not compile; esbuild has printed why
 */
export const bundle = async ({
  entry = `${ROOT}/apps/api/src/main.ts`,
  outfile = outputs(ROOT).main,
  packages = 'bundle',
} = {}) => {
  const [{ build }, { swcPlugin }, { optionalPackages }, { oneGraphql }] = await Promise.all([
    import('esbuild'),
    import('./build/swc-plugin.mjs'),
    import('./build/optional-packages.mjs'),
    import('./build/one-graphql.mjs'),
  ]);
  await build({
    entryPoints: [entry],
    outfile,
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    // `module` first: the ES build of a package can be shaken, its CommonJS one cannot.
    mainFields: ['module', 'main'],
    packages,
    external: ['@node-rs/argon2'], // a binary of the machine: loaded from node_modules, never bundled

    plugins: [swcPlugin(), oneGraphql(), optionalPackages()],
    banner: { js: BANNER },
    sourcemap: true,
    sourcesContent: false,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
};

/** Builds the server and remembers of which sources. */
export const buildServer = async () => {
  const hash = contentHash(ROOT);
  // the thread that renders templates of users loads a file of its own, beside the server's
  const entry = `${ROOT}/libs/server/automations/src/templates/render-worker.ts`;
  const outfile = join(dirname(outputs(ROOT).main), 'render-worker.js');
  await Promise.all([bundle(), bundle({ entry, outfile })]);
  writeStamp(ROOT, hash);
};

/** Builds the web application and remembers of which sources. */
export const buildWeb = async () => {
  const hash = contentHash(ROOT, 'web');
  const { buildWebApp } = await import('./build/web.mjs');
  await buildWebApp(ROOT);
  writeStamp(ROOT, hash, 'web');
};

/** Builds the command line and remembers of which sources. */
export const buildCli = async () => {
  const hash = contentHash(ROOT, 'cli');
  const { buildCommandLine } = await import('./build/cli.mjs');
  await buildCommandLine(ROOT);
  writeStamp(ROOT, hash, 'cli');
};

/** Builds the SDK's package and remembers of which sources. */
export const buildSdkPackage = async () => {
  const hash = contentHash(ROOT, 'sdk');
  const { buildSdk } = await import('./build/sdk.mjs');
  await buildSdk(ROOT);
  writeStamp(ROOT, hash, 'sdk');
};

const BUILDS = { server: buildServer, web: buildWeb, cli: buildCli, sdk: buildSdkPackage };
/** What a start needs; the rest is built when it is asked for. */
const OF_START = ['server', 'web', 'cli'];

/** What is due, side by side. @returns {Promise<string[]>} what was built */
const buildParts = async (parts, { ifNeeded }) => {
  const due = parts.filter((part) => !ifNeeded || bundleIsStale(ROOT, part));
  await Promise.all(due.map((part) => BUILDS[part]()));
  return due;
};

/** What the words of the command ask for. @throws when there is no such part */
const wantedParts = (words, { ifNeeded }) => {
  const parts = words.filter((word) => !word.startsWith('--'));
  const unknown = parts.find((part) => !Object.hasOwn(BUILDS, part));
  if (unknown) throw new Error(`there is no part ${unknown}: ${Object.keys(BUILDS).join(', ')}`);
  return parts.length > 0 ? parts : ifNeeded ? OF_START : Object.keys(BUILDS);
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const startedMs = performance.now();
  try {
    const words = process.argv.slice(2);
    const options = { ifNeeded: words.includes('--if-needed') };
    const built = await buildParts(wantedParts(words, options), options);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    if (built.length > 0) console.log(`built ${built.join(' and ')} in ${seconds} s`);
  } catch (error) {
    // esbuild has printed its own findings.
    process.stderr.write(error.errors ? 'build failed\n' : `build failed: ${error.message}\n`);
    process.exitCode = 1;
  }
}
