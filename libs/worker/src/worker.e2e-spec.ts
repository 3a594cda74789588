import { readdirSync } from 'node:fs';
import { jest } from '@jest/globals';
import { everyNth } from '@orch/testing/fake-control-plane';
import type { Launcher } from './launchers/launcher.ts';
import { isAlive, Stage, until } from './worker-stage.fixture.ts';

jest.setTimeout(120_000);

let stage: Stage;
beforeEach(async () => (stage = await Stage.make()));
afterEach(() => stage.close());

const statesOf = (run: { history: readonly { type: string }[] }): string[] =>
  run.history.map(({ type }) => type);
const COMPLETED = ['SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED'];

it('takes runs as slots are free, with one poll open at a time, and leaves nothing behind', async () => {
  const runs = Array.from({ length: 8 }, () => stage.run('gate'));
  const { worker, stop } = stage.start({ limit: 3 });
  await until('three starts', () => stage.started.length === 3);
  expect(worker.activeRunIds).toHaveLength(3);
  expect(runs.filter(({ state }) => state.type === 'SCHEDULED')).toHaveLength(5);
  stage.openGate();
  await until('all completed', () => runs.every(({ state }) => state.type === 'COMPLETED'));
  await stop();
  expect(runs.map(statesOf)).toEqual(runs.map(() => COMPLETED));
  expect(new Set(stage.started.map(([id]) => id)).size).toBe(8);
  expect(stage.plane.pollsOpenMax).toBe(1);
  expect(readdirSync(stage.folder).filter((name) => name.startsWith('orch-run-'))).toEqual([]);
  for (const run of runs) {
    expect(run.infrastructure_pid).toMatch(/^\d+$/);
    expect(run.labels).toMatchObject({ 'prefect.worker.name': 'worker', 'prefect.work-pool.name': 'pool' });
    const lines = stage.plane.logs.filter((line) => line['flow_run_id'] === run.id);
    expect(lines.map((line) => line['message'])).toEqual([`line of ${run.id}`, 'done']);
    expect(lines.every((line) => line['worker_id'] === '00000000-0000-4000-8000-000000000009')).toBe(true);
  }
});

it('starts nothing twice and loses nothing with lost answers, errors, slow answers and double hand-outs', async () => {
  const { stop } = stage.start();
  await until('a poll is open', () => stage.plane.pollsOpen > 0); // who cannot even begin says so and ends
  stage.plane.handsOutTwice = true;
  stage.plane.faults = everyNth(3, [
    { cut: 'after' },
    { status: 500 },
    { delayMs: 300 },
    { status: 503 },
    { cut: 'before' },
    { status: 502 },
  ]);
  const runs = Array.from({ length: 12 }, () => stage.run('ok'));
  await until('all completed', () => runs.every(({ state }) => state.type === 'COMPLETED'));
  stage.plane.faults = () => undefined;
  await stop();
  expect(runs.map(statesOf)).toEqual(runs.map(() => COMPLETED));
  expect(stage.started).toHaveLength(12);
  expect(stage.plane.logs.filter((line) => line['message'] === 'done').length).toBeGreaterThanOrEqual(12);
});

it('two workers share a pool: every run has one of them', async () => {
  stage.plane.handsOutTwice = true;
  const workers = [stage.start({ name: 'a' }), stage.start({ name: 'b' })];
  const runs = Array.from({ length: 10 }, () => stage.run('ok'));
  await until('all completed', () => runs.every(({ state }) => state.type === 'COMPLETED'));
  await Promise.all(workers.map((one) => one.stop()));
  expect(stage.started).toHaveLength(10);
});

it('a crash has the exit code and the last lines', async () => {
  const run = stage.run('exit');
  const { stop } = stage.start();
  await until('it crashed', () => run.state.type === 'CRASHED');
  await stop();
  expect(run.state.message).toMatch(/^The process ended with exit code 3\. Last lines:\n/);
  expect(run.state.message).toContain('about to leave');
  expect(run.state.message).toContain('not well');
});

it('a flow that is killed is reported, while the server is away too', async () => {
  const run = stage.run('gate');
  const { stop } = stage.start();
  const line = `line of ${run.id}`;
  await until('it runs', () => stage.plane.logs.some((one) => one['message'] === line));
  await stage.plane.close();
  process.kill(stage.started[0]![1], 'SIGKILL');
  await until('it is dead', () => !isAlive(stage.started[0]![1]));
  await stage.plane.listen();
  await until('it crashed', () => run.state.type === 'CRASHED');
  expect(run.state.message).toMatch(/ended by SIGKILL \(exit code -9\)/);
  const next = stage.run('ok');
  await until('the next one completed', () => next.state.type === 'COMPLETED');
  await stop();
});

it('cancelling ends the whole tree of processes, also when the sockets were cut', async () => {
  const run = stage.run('forever');
  const { stop } = stage.start();
  await until('grandchild', () => stage.started.length === 2);
  await until('pid is known', () => run.infrastructure_pid !== null);
  const pids = stage.started.map(([, pid]) => pid);
  expect(pids.map(isAlive)).toEqual([true, true]);
  stage.plane.sockets.dropAll();
  stage.plane.runs.propose(run, { type: 'CANCELLING' });
  await until('cancelled', () => run.state.type === 'CANCELLED');
  await until('all dead', () => !pids.some(isAlive));
  await stop();
  expect(statesOf(run)).toEqual(['SCHEDULED', 'PENDING', 'RUNNING', 'CANCELLING', 'CANCELLED']);
});

it('an event cancels at once; an end that the engine has told itself is not told again', async () => {
  const run = stage.run('forever');
  const { stop } = stage.start();
  await until('grandchild', () => stage.started.length === 2);
  const pids = stage.started.map(([, pid]) => pid);
  stage.plane.runs.propose(run, { type: 'CANCELLING' });
  stage.plane.runs.propose(run, { type: 'CANCELLED' });
  stage.plane.sockets.sendCancelling(run.id);
  await until('all dead', () => !pids.some(isAlive));
  await stop();
  expect(statesOf(run)).toEqual(['SCHEDULED', 'PENDING', 'RUNNING', 'CANCELLING', 'CANCELLED']);
});

it('stopping waits for runs and takes no more; stopping is no cancelling', async () => {
  const run = stage.run('gate');
  const { stop } = stage.start();
  await until('it runs', () => run.state.type === 'RUNNING');
  const stopped = stop();
  const later = stage.run('ok');
  await until('no poll is open', () => stage.plane.pollsOpen === 0);
  stage.openGate();
  await stopped;
  expect([run.state.type, later.state.type]).toEqual(['COMPLETED', 'SCHEDULED']);
});

it('the second signal ends runs, and says so', async () => {
  const run = stage.run('forever');
  const { kill } = stage.start();
  await until('grandchild', () => stage.started.length === 2);
  await kill();
  expect([run.state.type, run.state.message]).toEqual([
    'CRASHED',
    'The worker was stopped before the run was over.',
  ]);
  expect(stage.started.some(([, pid]) => isAlive(pid))).toBe(false);
});

it('the control plane is killed and comes back: runs that go on complete, new ones are taken', async () => {
  const run = stage.run('gate');
  const { stop } = stage.start();
  await until('it runs', () => run.state.type === 'RUNNING');
  await stage.plane.close();
  stage.openGate();
  await stage.plane.listen();
  const next = stage.run('ok');
  await until('both completed', () => [run, next].every(({ state }) => state.type === 'COMPLETED'));
  await until('the channel is open again', () => stage.plane.sockets.channelsOpened >= 2);
  await stop();
});

it('makes a missing pool, and refuses one of another type', async () => {
  stage.plane.pool = undefined;
  const run = stage.run('ok');
  const { stop } = stage.start({ type: 'process' });
  await until('completed', () => run.state.type === 'COMPLETED');
  await stop();
  expect(stage.plane.pool).toMatchObject({ type: 'process' });
  const other = stage.start({ type: 'docker' });
  await expect(other.stop()).rejects.toThrow('the pool "pool" is of type process, not docker');
});

it('a pool that was made without a job template gets the standard one', async () => {
  Object.assign(stage.plane.pool!, { base_job_template: {} });
  const run = stage.run('ok');
  const { stop } = stage.start();
  await until('completed', () => run.state.type === 'COMPLETED');
  await stop();
  expect(stage.plane.pool).toMatchObject({ base_job_template: { job_configuration: {} } });
});

it('heartbeats go over REST when there is no channel', async () => {
  stage.plane.sockets.refusesChannelWith = 404;
  const { said, stop } = stage.start({ heartbeatSeconds: 1 });
  await until('three heartbeats', () => stage.plane.restBeats >= 3);
  expect(said.join('\n')).toContain('Heartbeats go over REST');
  await stop();
  expect(stage.plane.sockets.channelBeats).toBe(0);
});

it('with --run-once takes what is due, waits for it, and ends', async () => {
  const runs = [stage.run('ok'), stage.run('ok')];
  const { worker } = stage.start({ runsOnce: true });
  await until('both completed', () => runs.every(({ state }) => state.type === 'COMPLETED'));
  await until('idle', () => worker.activeRunIds.length === 0);
  expect(stage.plane.pollsOpen).toBe(0);
});

it('a run whose deployment was deleted, or whose template is broken, crashes with the reason', async () => {
  const gone = stage.plane.schedule('00000000-0000-4000-8000-000000000001');
  const broken = stage.plane.schedule(stage.deploymentId, { command: '{{ prefect.blocks.secret.no }}' });
  const missing = stage.plane.schedule(stage.deploymentId, { command: 'no-such-program' });
  const { stop } = stage.start();
  await until('all crashed', () => [gone, broken, missing].every(({ state }) => state.type === 'CRASHED'));
  await stop();
  expect(gone.state.message).toContain('its deployment was deleted');
  expect(broken.state.message).toContain('there is no block secret/no');
  expect(missing.state.message).toContain('no-such-program is not installed on this machine');
});

it('tears down what other workers have left behind, when its launcher can reach it', async () => {
  const torn: string[] = [];
  const launcher: Launcher = {
    type: 'process',
    launch: () => Promise.reject(new Error('nothing is launched here')),
    tearDown: async (identifier) => {
      if (identifier === 'elsewhere') throw new Error('no such container');
      torn.push(identifier);
    },
  };
  const { stop } = stage.start({ launcher });
  await until('the channel is open', () => stage.plane.sockets.channelsOpened > 0);
  stage.plane.sockets.sendCleanup('r1', 'c1');
  stage.plane.sockets.sendCleanup('r2', 'elsewhere');
  await until('both were answered', () => stage.plane.sockets.cleanupAnswers.length === 2);
  expect(torn).toEqual(['c1']);
  expect(stage.plane.sockets.cleanupAnswers).toMatchObject([
    { type: 'cleanup.ack.v1', payload: { reservation_token: 'token' } },
    { type: 'cleanup.release.v1', payload: { reservation_token: 'token', reason: 'no such container' } },
  ]);
  await stop();
});
