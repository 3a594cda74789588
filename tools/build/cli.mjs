// The command line as one file: it starts fast, and its package needs no other.
import { chmodSync, readFileSync } from 'node:fs';

// CommonJS packages inside an ES module bundle still call require().
const BANNER = `#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

/** Parts of packages that speed them up or colour them, and are not needed. */
const ABSENT = /^(bufferutil|utf-8-validate|@colors\/colors(\/.*)?)$/;
export const withoutOptional = {
  name: 'without-optional',
  setup: (build) => {
    build.onResolve({ filter: ABSENT }, ({ path }) => ({ path, namespace: 'absent' }));
    // what asks for it expects that it may be missing
    build.onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({
      contents: `throw Object.assign(new Error('${path} is not bundled'), { code: 'MODULE_NOT_FOUND' });`,
    }));
  },
};

/**
 * Bundles apps/cli/src/main.ts, packages included.
 * @param {string} root repository folder
 * @param {string} [outfile]
 * @returns {Promise<void>} rejects when a source does not compile; esbuild has printed why
 */
export const buildCommandLine = async (root, outfile = `${root}/apps/cli/dist/orch.js`) => {
  const { build } = await import('esbuild');
  const { engines } = JSON.parse(readFileSync(`${root}/apps/cli/package.json`, 'utf8'));
  await build({
    entryPoints: [`${root}/apps/cli/src/main.ts`],
    outfile,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${engines.node.replace(/[^\d.]/g, '')}`,
    mainFields: ['module', 'main'],
    plugins: [withoutOptional],
    banner: { js: BANNER },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  chmodSync(outfile, 0o755);
};
