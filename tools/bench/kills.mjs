// `node tools/bench/kills.mjs [--rounds 3] [--runs 5] [--steps 40]`: kill -9 of the worker, of processes of flows and of the control plane in
// the middle of runs, each some times. Ends must be right and nothing may be lost; exit code 1 when it is not so.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { leavingsOf, startStage, until } from './worker-stage.mjs';

const text = (value) => ({ type: 'string', default: value });
const { values } = parseArgs({ options: { rounds: text('3'), runs: text('5'), steps: text('40') } });
const [ROUNDS, RUNS, STEPS] = [values.rounds, values.runs, values.steps].map(Number);
// events are read by the page: at most 50 steps
const STEP_MS = 150;
const AWAY_MS = 3_000;
const FINAL = /COMPLETED|CRASHED|FAILED|CANCELLED/;

const stateOf = async ({ ask }, id) => {
  const run = await ask('GET', `/flow_runs/${id}`);
  return { ...run.state, pid: run.infrastructure_pid };
};

/** Begins runs and waits until all of them are in the middle. */
const inTheMiddle = async (stage) => {
  const runs = await stage.begin(RUNS, { steps: STEPS, ms: STEP_MS });
  await until('runs in the middle', () => runs.every(({ id }) => stage.begun(id).length >= STEPS / 4));
  return runs;
};

const whenEnded = (stage, runs) =>
  Promise.all(
    runs.map(({ id }) =>
      until(`the end of ${id}`, async () => {
        const state = await stateOf(stage, id);
        return FINAL.test(state.type) && state;
      }),
    ),
  );

/** Sums of what was done, and of what the server has of it. */
const tally = async (stage, runs, states) => {
  const sum = {
    runs: runs.length,
    states: {},
    steps: 0,
    again: 0,
    lines: 0,
    printed: 0,
    twice: 0,
    events: 0,
    tasks: 0,
    completed: 0,
  };
  for (const { type } of states) sum.states[type] = (sum.states[type] ?? 0) + 1;
  for (const { id } of runs) {
    const begun = stage.begun(id);
    const { lines, printed, twice, events, tasks, completed } = await leavingsOf(stage, id);
    sum.steps += new Set(begun).size;
    sum.again += begun.length - new Set(begun).size;
    sum.lines += lines.size;
    sum.printed += printed.size;
    sum.events += events.size;
    sum.twice += twice;
    sum.tasks += tasks;
    sum.completed += completed;
  }
  return sum;
};

const isWhole = ({ runs, states, steps, again, lines, printed, events, completed }) =>
  states.COMPLETED === runs &&
  steps === runs * STEPS &&
  again === 0 &&
  [lines, printed, events, completed].every((count) => count === steps);

/** The worker is killed; another one begins a little later. */
const killWorker = async (stage) => {
  const first = stage.worker();
  const runs = await inTheMiddle(stage);
  await first.end('SIGKILL');
  await sleep(AWAY_MS);
  const second = stage.worker();
  const states = await whenEnded(stage, runs);
  await until('no folder of a run', () => stage.folders() === 0);
  await second.end('SIGTERM'); // what was printed last is sent
  const sum = await tally(stage, runs, states);
  return { ...sum, isRight: isWhole(sum) };
};

/** Processes of flows are killed: the worker says how they ended, and sends what they had not. */
const killFlows = async (stage) => {
  const worker = stage.worker();
  const runs = await inTheMiddle(stage);
  const before = await Promise.all(runs.map(({ id }) => stateOf(stage, id)));
  for (const { pid } of before) process.kill(Number(pid), 'SIGKILL');
  const states = await whenEnded(stage, runs);
  await until('no folder of a run', () => stage.folders() === 0);
  await worker.end('SIGTERM');
  const sum = await tally(stage, runs, states);
  const isTold = states.every(({ message }) =>
    /exit code -9[^]*Last lines:\n[^]*(line|printed) \d/.test(message ?? ''),
  );
  // the step that was being begun may have said nothing yet
  const isKept = sum.lines >= sum.steps - runs.length && sum.printed >= sum.steps - runs.length;
  return { ...sum, isRight: sum.states.CRASHED === runs.length && isTold && isKept };
};

/** The control plane is killed and comes back: flows and worker go on. */
const killServer = async (stage) => {
  const worker = stage.worker();
  const runs = await inTheMiddle(stage);
  await stage.killServer();
  await sleep(AWAY_MS);
  await stage.restartServer();
  const states = await whenEnded(stage, runs);
  await until('no folder of a run', () => stage.folders() === 0);
  await worker.end('SIGTERM');
  const sum = await tally(stage, runs, states);
  return { ...sum, isRight: isWhole(sum) };
};

const shown = (what, { states, ...sum }) =>
  `${what}: ${Object.entries(states)
    .map(([type, count]) => `${count} ${type}`)
    .join(', ')}; steps ${sum.steps} (begun again ${sum.again}), ` +
  `of them with the server: log lines ${sum.lines}, printed lines ${sum.printed} (twice ${sum.twice}), events ${sum.events}, task runs completed ${sum.completed} of ${sum.tasks}; ${sum.isRight ? 'right' : 'WRONG'}`;

const stage = await startStage();
try {
  for (const [what, trial] of [
    ['worker killed', killWorker],
    ['flows killed', killFlows],
    ['control plane killed', killServer],
  ])
    for (let round = 1; round <= ROUNDS; round += 1) {
      const sum = await trial(stage);
      if (!sum.isRight) process.exitCode = 1;
      process.stdout.write(`${shown(`${what}, round ${round}`, sum)}\n`);
    }
} finally {
  await stage.remove();
}
