// The command line with everything it needs: one file to start, and parts that are read when a command asks for them.
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

// CommonJS packages inside an ES module bundle still call require() and look for their own place.
const BANNER = `#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __fileURLToPath } from 'node:url';
import { dirname as __pathDirname } from 'node:path';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __pathDirname(__filename);`;

/** Parts of packages that speed them up or colour them, and are not needed. */
const ABSENT = /^(bufferutil|utf-8-validate|cpu-features|.*\/sshcrypto\.node|@colors\/colors(\/.*)?)$/;
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

const PART = /^part-[A-Z0-9]{8}\.js$/;
/** Parts have names by their content: those of an earlier build would stay. */
const removeParts = (folder) => {
  try {
    for (const name of readdirSync(folder)) if (PART.test(name)) rmSync(join(folder, name));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
};

/**
 * Bundles apps/cli/src/main.ts, packages included. Clients of Docker and Kubernetes are large, so that commands are parts
 * of their own.
 * @param {string} root repository folder
 * @param {string} [outfile]
 * @returns {Promise<void>} rejects when a source does not compile; esbuild has printed why
 */
export const buildCommandLine = async (root, outfile = `${root}/apps/cli/dist/orch.js`) => {
  const { build } = await import('esbuild');
  const { engines } = JSON.parse(readFileSync(`${root}/apps/cli/package.json`, 'utf8'));
  const folder = dirname(outfile);
  removeParts(folder);
  await build({
    entryPoints: [{ in: `${root}/apps/cli/src/main.ts`, out: basename(outfile, '.js') }],
    outdir: folder,
    chunkNames: 'part-[hash]',
    splitting: true,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${engines.node.replace(/[^\d.]/g, '')}`,
    mainFields: ['module', 'main'],
    conditions: ['orch-source', 'module'], // packages of this repository as their sources
    plugins: [withoutOptional],
    banner: { js: BANNER },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  chmodSync(outfile, 0o755);
};
