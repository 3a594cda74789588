/**
 * Pictures of every page for docs/ui: 1440 and 390 pixels wide, light and dark, empty and with data.
 *
 *   node tools/ui-screenshots.mjs [part of a name …]
 *   node tools/ui-screenshots.mjs --table    only writes the table of what is there
 *
 * Starts a server in local mode with an empty home, takes the empty pages, fills the workspace by REST and takes
 * all pages. Pictures are WebP, made by the browser itself.
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { allPages, emptyPages } from '../tests/e2e/web/ui-pages.ts';
import { placeOf, seedUiWorld } from '../tests/e2e/web/ui-world.ts';
import { addEndedRuns, fillAccount, giveRunsAPast, workWhile } from './ui-screenshots-past.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUT = join(ROOT, 'docs/ui');
const QUALITY = 0.72;
const HEIGHT_MAX = 2_400;
const LOOKS = [
  { name: '1440-light', width: 1440, height: 900, colorScheme: 'light' },
  { name: '1440-dark', width: 1440, height: 900, colorScheme: 'dark' },
  { name: '390-light', width: 390, height: 844, colorScheme: 'light' },
  { name: '390-dark', width: 390, height: 844, colorScheme: 'dark' },
];
const wanted = process.argv.slice(2);
const isWanted = (name) => wanted.length === 0 || wanted.some((part) => name.includes(part));

const unusedPort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), 'orch-pictures-'));
  chmodSync(folder, 0o755);
  const home = join(folder, 'home');
  const port = String(await unusedPort());
  const child = spawn(process.execPath, [join(ROOT, 'tools/start.mjs')], {
    env: { PATH: process.env.PATH, HOME: folder, ORCH_HOME: home, ORCH_PORT: port, ORCH_LOCAL_MODE: 'on' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (/UI URL/.test(text)) resolve();
    });
    child.once('close', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    home,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
      const pointer = join(home, 'postgres-location');
      if (existsSync(pointer))
        rmSync(dirname(readFileSync(pointer, 'utf8').trim()), { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** PNG → WebP by the canvas of an empty page. */
async function toWebp(page, png) {
  const data = await page.evaluate(
    async ([base64, quality]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', quality).split(',')[1];
    },
    [png.toString('base64'), QUALITY],
  );
  return Buffer.from(data, 'base64');
}

async function settle(page, path) {
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached', timeout: 30_000 });
  if (path === '/design') return;
  await page
    .locator('.animate-breathe, [role="status"]:has-text("Loading")')
    .first()
    .waitFor({ state: 'hidden', timeout: 30_000 });
  await page.evaluate(() => document.fonts.ready);
}

/** One page in all looks; it is loaded once. */
async function picture(page, converter, kind, [name, path], url) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(url + path, { waitUntil: 'load' });
  for (const look of LOOKS) {
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: look.width, height: look.height });
    await settle(page, path);
    // a change of colours takes a frame or two
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    const height = Math.max(look.height, Math.min(whole, HEIGHT_MAX));
    await page.setViewportSize({ width: look.width, height });
    const png = await page.screenshot();
    writeFileSync(join(OUT, `${name}-${kind}-${look.name}.webp`), await toWebp(converter, png));
  }
}

/** What people wrote below the table stays. */
function textBelow() {
  const path = join(OUT, 'README.md');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const at = text.indexOf('\n## ');
  return at < 0 ? '' : text.slice(at);
}

function writeTable() {
  const files = readdirSync(OUT).filter((file) => file.endsWith('.webp'));
  const rows = new Map();
  for (const file of files) {
    const [, name, kind, look] = /^(.+)-(empty|full)-(\d+-(?:light|dark))\.webp$/.exec(file) ?? [];
    if (name) rows.set(`${name}\0${kind}`, [...(rows.get(`${name}\0${kind}`) ?? []), [look, file]]);
  }
  const lines = [...rows]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, looks]) => {
      const [name, kind] = key.split('\0');
      const cell = (look) => {
        const found = looks.find(([one]) => one === look);
        return found ? `[${look}](${found[1]})` : '';
      };
      return `| ${name} | ${kind === 'empty' ? 'empty' : 'with data'} | ${LOOKS.map((look) => cell(look.name)).join(' | ')} |`;
    });
  const bytes = files.reduce((sum, file) => sum + statSync(join(OUT, file)).size, 0);
  writeFileSync(
    join(OUT, 'README.md'),
    `# Screens

Every page, 1440 and 390 pixels wide, in light and dark, empty and with data. Made by \`node tools/ui-screenshots.mjs\`
(${files.length} pictures, ${(bytes / 1024 / 1024).toFixed(1)} MB).

| Page | State | ${LOOKS.map((look) => look.name).join(' | ')} |
| --- | --- | ${LOOKS.map(() => '---').join(' | ')} |
${lines.join('\n')}
${textBelow()}`,
  );
  console.log(`${files.length} pictures, ${(bytes / 1024 / 1024).toFixed(1)} MB`);
}

const emptyAccountPages = ({ account, workspace }) => [
  ['access', `/account/${account}/workspace/${workspace}/access`],
  ...['teams', 'service-accounts', 'sso', 'network', 'mails', 'audit'].map((name) => [
    `account-${name}`,
    `/account/${account}/${name}`,
  ]),
];

async function takeAll() {
  const server = await startServer();
  const browser = await chromium.launch({
    executablePath: process.env.ORCH_TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage();
    const converter = await browser.newPage();
    const take = async (kind, pages) => {
      for (const one of pages.filter(([name]) => isWanted(name))) {
        try {
          await picture(page, converter, kind, one, server.url);
        } catch (error) {
          console.error(`${one[0]}: ${error.message.split('\n')[0]}`);
          process.exitCode = 1;
        }
      }
    };
    const place = await placeOf(server.url);
    await take('empty', [...emptyPages(place), ...emptyAccountPages(place)]);
    const world = await seedUiWorld(server.url);
    await addEndedRuns(server.url, world);
    await fillAccount(server.url, world);
    await giveRunsAPast(server.home);
    const worker = workWhile(server.url, world);
    await worker.begun;
    await take('full', allPages(world));
    worker.stop();
    writeTable();
  } finally {
    await browser.close();
    await server.stop();
  }
}

mkdirSync(OUT, { recursive: true });
if (wanted[0] === '--table') writeTable();
else await takeAll();
