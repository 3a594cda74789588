import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { build } from 'esbuild';
import { Stage, until } from './worker-stage.fixture.ts';

jest.setTimeout(120_000);

let stage: Stage;
let worker: ChildProcess | undefined;
beforeEach(async () => (stage = await Stage.make()));
afterEach(async () => {
  worker?.kill('SIGKILL');
  await stage.close();
});

/** A worker in a process of its own, that can be killed. */
const startProcess = async (name: string): Promise<ChildProcess> => {
  const bundle = join(stage.folder, 'worker.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    outdir: stage.folder,
    outExtension: { '.js': '.mjs' },
    splitting: true, // the clients of Docker and Kubernetes are not needed here
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['dockerode', '@kubernetes/client-node', 'bufferutil', 'utf-8-validate'],
    banner: {
      js: "import { createRequire as make } from 'node:module'; const require = make(import.meta.url);",
    },
  });
  const options = {
    apiUrl: stage.plane.apiUrl,
    userAgent: 'orch/test',
    poolName: 'pool',
    name,
    workFolder: stage.folder,
  };
  const main = join(stage.folder, `${name}.mjs`);
  writeFileSync(
    main,
    `import { Worker } from ${JSON.stringify(bundle)};
     const signal = new AbortController().signal;
     const worker = new Worker({ ...${JSON.stringify(options)}, env: process.env, say: () => {}, echo: () => {} });
     await worker.run({ stop: signal, kill: signal });`,
  );
  return spawn(process.execPath, [main], { stdio: ['ignore', 'ignore', 'inherit'] });
};

it('a worker that is killed leaves its runs alone: they go on, and the next worker does not start them again', async () => {
  const runs = [stage.run('gate'), stage.run('gate')];
  worker = await startProcess('first');
  await until('both run', () => runs.every(({ state }) => state.type === 'RUNNING'));
  worker.kill('SIGKILL');
  await until('it is gone', () => worker?.signalCode === 'SIGKILL');
  worker = await startProcess('second');
  const next = stage.run('ok');
  await until('the second worker works', () => next.state.type === 'COMPLETED');
  stage.openGate();
  await until('both completed', () => runs.every(({ state }) => state.type === 'COMPLETED'));
  expect(stage.started).toHaveLength(3);
  expect(runs[0]!.history.map(({ type }) => type)).toEqual(['SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED']);
});

it('many runs at once on one worker: none is lost, none is started twice', async () => {
  const runs = Array.from({ length: 24 }, () => stage.run('gate'));
  worker = await startProcess('only');
  await until('all run', () => runs.every(({ state }) => state.type === 'RUNNING'));
  stage.openGate();
  await until('all completed', () => runs.every(({ state }) => state.type === 'COMPLETED'));
  expect(stage.started).toHaveLength(24);
  const lines = (text: string): number => stage.plane.logs.filter((line) => line['message'] === text).length;
  await until('every line came', () => lines('done') === 24);
});
