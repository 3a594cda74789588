// The SDK as it is published: two ES modules that share their parts, their types, and the package that names them.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { withoutOptional } from './cli.mjs';

// CommonJS packages inside an ES module bundle still call require().
const BANNER = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

/** The package that is published: it needs no other one. */
const publishedPackage = ({ name, version, description, license, engines }) => ({
  name,
  version,
  description,
  type: 'module',
  license,
  engines,
  sideEffects: false,
  exports: {
    '.': { types: './types/index.d.ts', default: './index.js' },
    './engine': './engine.js',
    './package.json': './package.json',
  },
  types: './types/index.d.ts',
  files: ['*.js', 'types', 'README.md'],
});

/**
 * Bundles libs/sdk into a folder that `npm pack` takes as it is.
 * @param {string} root repository folder
 * @param {string} [folder]
 * @param {{ withTypes?: boolean }} [options] declarations take the longest; who only runs flows can do without
 * @returns {Promise<void>} rejects when a source does not compile; esbuild has printed why
 */
export const buildSdk = async (root, folder = `${root}/libs/sdk/dist`, { withTypes = true } = {}) => {
  const [{ build }, { sdkTypes }] = await Promise.all([import('esbuild'), import('./sdk-types.mjs')]);
  const own = JSON.parse(readFileSync(`${root}/libs/sdk/package.json`, 'utf8'));
  rmSync(folder, { recursive: true, force: true });
  await build({
    entryPoints: [`${root}/libs/sdk/src/index.ts`, `${root}/libs/sdk/src/engine.ts`],
    outdir: folder,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: `node${own.engines.node.replace(/[^\d.]/g, '')}`,
    mainFields: ['module', 'main'],
    external: ['zod', '@valibot/to-json-schema'], // the user's own, if there
    plugins: [withoutOptional],
    banner: { js: BANNER },
    keepNames: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  writeFileSync(`${folder}/package.json`, `${JSON.stringify(publishedPackage(own), null, 2)}\n`);
  copyFileSync(`${root}/docs/guides/typescript-sdk.md`, `${folder}/README.md`);
  if (!withTypes) return;
  for (const [path, text] of await sdkTypes(root)) {
    mkdirSync(dirname(`${folder}/types/${path}`), { recursive: true });
    writeFileSync(`${folder}/types/${path}`, text);
  }
};
