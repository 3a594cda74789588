// `npm run dev`: the server with its embedded database, built again and restarted when a source changes.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onParentGone } from './launch/parent.mjs';
import { say } from './launch/report.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WATCHED = ['apps/api/src', 'apps/web/src', 'libs', 'prisma/migrations'];
const SOURCE = /\.(ts|tsx|css|sql)$/;
const TEST = /\.(spec|int-spec|e2e-spec)\.ts$/;
const SKIPPED = new Set(['node_modules', 'dist', 'testing']);
// An editor writes several files at once; a checkout writes hundreds.
const QUIET_MS = 150;

let server;
let wanted = false;
let busy = false;

const startServer = () => {
  const child = spawn(process.execPath, ['--enable-source-maps', join(ROOT, 'tools/start.mjs')], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  void ended.then((code) => code && say('the server ended; waiting for a change'));
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};

/** The next bundle is built while the old server still runs: a source that does not compile takes nothing down. */
const build = () =>
  new Promise((resolve) => {
    spawn(process.execPath, [join(ROOT, 'tools/build.mjs'), '--if-needed'], {
      cwd: ROOT,
      stdio: 'inherit',
    }).once('exit', (code) => resolve(code === 0));
  });

const restart = async () => {
  wanted = true;
  if (busy) return;
  busy = true;
  while (wanted) {
    wanted = false;
    if (!(await build())) continue;
    await server?.stop();
    server = startServer();
  }
  busy = false;
};

let timer;
const watched = new Set();

/** Watches folder by folder: Node's own recursive watch loses a file that an editor replaced by renaming. */
const watchTree = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) watchTree(join(folder, entry.name));
  }
  if (watched.has(folder)) return;
  watched.add(folder);
  const watcher = watch(folder, (event, file) => {
    // A new folder, or this one gone.
    if (!existsSync(folder)) return void (watched.delete(folder), watcher.close());
    if (event === 'rename') watchTree(folder);
    if (!file || !SOURCE.test(file) || TEST.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void restart(), QUIET_MS);
  });
  watcher.on('error', () => watched.delete(folder));
};

for (const folder of WATCHED) watchTree(join(ROOT, folder));
let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  await server?.stop();
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
onParentGone(stop);
await restart();
