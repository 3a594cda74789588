// `node tools/gen-permissions.mjs`: writes docs/reference/permissions.md, the table of every route and role, from the
// metadata that the guard reads.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(root, 'node_modules/.permissions-'));
try {
  const outfile = join(folder, 'page.mjs');
  await bundle({ entry: join(root, 'tests/architecture/describe-permissions.ts'), outfile });
  const { permissionsPage } = await import(pathToFileURL(outfile).href);
  mkdirSync(join(root, 'docs/reference'), { recursive: true });
  writeFileSync(join(root, 'docs/reference/permissions.md'), permissionsPage());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// what modules open when they are loaded must not keep the tool alive
process.exit();
