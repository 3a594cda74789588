// Builds the web application into apps/web/dist, with compressed forms beside every text: none is made per request.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TEXT = /\.(js|css|svg)$/;
// Below this a header costs more than is won.
const BYTES_MIN = 1_024;

const compress = async (path) => {
  const text = readFileSync(path);
  if (text.length < BYTES_MIN) return;
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    promisify(gzip)(text, { level: 9 }),
  ]);
  writeFileSync(`${path}.br`, br);
  writeFileSync(`${path}.gz`, gz);
};

/**
 * @param {string} root repository folder
 * @returns {Promise<void>} rejects when a source does not compile; the bundler has printed why
 */
export const buildWebApp = async (root) => {
  const { build } = await import('vite');
  const folder = join(root, 'apps/web');
  await build({ root: folder, configFile: join(folder, 'vite.config.ts'), logLevel: 'warn' });
  const assets = join(folder, 'dist/assets');
  await Promise.all(
    readdirSync(assets)
      .filter((name) => TEXT.test(name))
      .map((name) => compress(join(assets, name))),
  );
};
