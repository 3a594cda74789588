import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const BUILD = new URL('../../../tools/build/sdk.mjs', import.meta.url).href;
const run = promisify(execFile);
/** What the flows use beside the SDK. */
const OF_EXAMPLES = ['zod', 'ml-regression-multivariate-linear'];

/** A process that runs a flow. */
export interface FlowProcess {
  readonly process: ChildProcess;
  /** stdout and stderr so far. */
  output(): { readonly out: string; readonly err: string };
  /** Exit code; null when killed. */
  readonly exited: Promise<number | null>;
}

/** A project of somebody's who installed the SDK from its package. */
export interface SdkProject {
  readonly folder: string;
  /** Runs a file of the project. */
  node(words: readonly string[], env: Record<string, string>): FlowProcess;
  remove(): void;
}

/** Packs the SDK as it is published, and installs it by path into an empty project. Nothing is downloaded. */
export async function installSdk(): Promise<SdkProject> {
  const folder = mkdtempSync(join(tmpdir(), 'orch-sdk-'));
  const [packed, project] = [join(folder, 'packed'), join(folder, 'project')];
  const { buildSdk } = (await import(BUILD)) as { buildSdk: (root: string, folder: string) => Promise<void> };
  await buildSdk(ROOT, join(packed, 'dist'));
  for (const name of ['package.json', 'README.md']) cpSync(join(ROOT, 'libs/sdk', name), join(packed, name));
  const options = {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, npm_config_update_notifier: 'false' },
  };
  const pack = ['pack', packed, '--ignore-scripts', '--pack-destination', folder, '--json']; // it is built
  const { stdout } = await run('npm', pack, { ...options, cwd: folder });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"name":"somebody","private":true,"type":"module"}');
  const install = ['install', '--offline', '--no-audit', '--no-fund', join(folder, filename)];
  await run('npm', install, { ...options, cwd: project });
  for (const name of OF_EXAMPLES)
    symlinkSync(join(ROOT, 'node_modules', name), join(project, 'node_modules', name));
  cpSync(join(ROOT, 'tests/e2e/sdk/flows'), project, { recursive: true });
  cpSync(join(ROOT, 'examples/taxi-pipeline'), join(project, 'taxi'), { recursive: true });
  return {
    folder: project,
    node: (words, env) => start(words, project, { ORCH_HOME: join(folder, 'home'), ...env }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const start = (words: readonly string[], cwd: string, env: Record<string, string>): FlowProcess => {
  const child = spawn(process.execPath, ['--no-warnings', ...words], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { process: child, output: () => ({ out, err }), exited };
};
