// Writes docs/reference/cli.md from the commands themselves.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const folder = mkdtempSync(join(tmpdir(), 'orch-reference-'));
try {
  const outfile = join(folder, 'reference.mjs');
  await build({
    entryPoints: [`${ROOT}/apps/cli/src/reference/reference.ts`],
    outfile,
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // only loaded when a command runs
    external: [
      'ws',
      'jq-wasm/inline',
      'cli-table3',
      'string-width',
      '@clack/prompts',
      '@orch/sdk',
      '@orch/worker',
    ],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  const { renderReference } = await import(pathToFileURL(outfile).href);
  mkdirSync(`${ROOT}/docs/reference`, { recursive: true });
  writeFileSync(`${ROOT}/docs/reference/cli.md`, await renderReference());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
