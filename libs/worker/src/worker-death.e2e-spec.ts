import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { build } from 'esbuild';
import { isAlive, Stage, until } from './worker-stage.fixture.ts';

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
    cancelGraceSeconds: 1,
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

const folders = (): string[] => readdirSync(stage.folder).filter((name) => name.startsWith('orch-run-'));
const linesOf = (runId: string): unknown[] =>
  stage.plane.logs
    .filter((line) => line['flow_run_id'] === runId && line['name'] === 'orch.worker.stdout')
    .map((line) => line['message']);

it('a worker is killed: its runs go on, the next worker starts none again and answers for all of them', async () => {
  const [lasting, killed, cancelled] = [stage.run('gate'), stage.run('gate'), stage.run('forever')];
  const runs = [lasting, killed, cancelled];
  const deployment = stage.plane.deployments.get(stage.deploymentId);
  stage.plane.deployments.set(stage.deploymentId, { ...deployment, entrypoint: 'flow.ts:flow' }); // it says how it ends
  worker = await startProcess('first');
  await until('all run', () => runs.every(({ state }) => state.type === 'RUNNING'));
  await until('their lines are noted', () =>
    folders().every((name) => existsSync(join(stage.folder, name, 'stdout.taken'))),
  );
  worker.kill('SIGKILL');
  await until('it is gone', () => worker?.signalCode === 'SIGKILL');
  const pid = stage.started.find(([id]) => id === killed.id)![1];
  process.kill(pid, 'SIGKILL'); // while nobody is there to see it
  await until('the run is dead', () => !isAlive(pid));
  worker = await startProcess('second');
  const next = stage.run('ok');
  await until('the second worker works', () => next.state.type === 'COMPLETED');
  await until('the dead run is told', () => killed.state.type === 'CRASHED');
  expect(killed.state.message).toMatch(
    /^The process ended after its worker had been killed\. Last lines:\nline of/,
  );
  stage.plane.runs.propose(cancelled, { type: 'CANCELLING' });
  stage.plane.sockets.sendCancelling(cancelled.id);
  await until('cancelled', () => cancelled.state.type === 'CANCELLED');
  stage.openGate();
  await until('completed', () => lasting.state.type === 'COMPLETED');
  await until('their folders are removed', () => folders().length === 0);
  expect(stage.started.filter(([id]) => id !== 'grandchild')).toHaveLength(4);
  expect(lasting.history.map(({ type }) => type)).toEqual(['SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED']);
  await until('its lines came', () => linesOf(lasting.id).length >= 2);
  expect(linesOf(lasting.id)).toEqual([`line of ${lasting.id}`, 'done']);
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
