// `node tools/bench/worker-load.mjs [--runs 200] [--limit 8]`: many small runs of the TypeScript SDK at the same moment on one worker. None may be
// lost or begun twice, and no more processes may run than the limit says; exit code 1 when it is not so.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startStage, until } from './worker-stage.mjs';

const text = (value) => ({ type: 'string', default: value });
const { values } = parseArgs({ options: { runs: text('200'), limit: text('8') } });
const [RUNS, LIMIT] = [values.runs, values.limit].map(Number);
const TICKS_PER_SECOND = 100;
const AT_ONCE = 20;

const fieldsOf = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};
/** Processor seconds of the worker itself, and of the processes that it has seen end. */
const processorOf = (pid) => {
  const fields = fieldsOf(pid);
  const seconds = (at) => (Number(fields[at]) + Number(fields[at + 1])) / TICKS_PER_SECOND;
  return { own: seconds(11), runs: seconds(13) };
};
const childrenOf = (parent) =>
  readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && fieldsOf(name)[1] === String(parent) && fieldsOf(name)[0] !== 'Z';
    } catch {
      return false; // it has just ended
    }
  }).length;

const countIn = ({ ask }, type) =>
  ask('POST', '/flow_runs/count', { flow_runs: { state: { type: { any_: [type] } } } });

const stage = await startStage();
try {
  const worker = stage.worker('--limit', values.limit);
  const runs = [];
  const startMs = performance.now();
  const since = () => ((performance.now() - startMs) / 1_000).toFixed(1);
  for (let made = 0; made < RUNS; made += AT_ONCE)
    runs.push(...(await stage.begin(Math.min(AT_ONCE, RUNS - made), { steps: 1, ms: 0 })));
  const madeAt = since();
  let processesMax = 0;
  let isOver = false;
  const watching = (async () => {
    for (; !isOver; await sleep(25)) processesMax = Math.max(processesMax, childrenOf(worker.pid));
  })();
  await until('the end of all', async () => {
    const counts = await Promise.all(['COMPLETED', 'CRASHED', 'FAILED'].map((type) => countIn(stage, type)));
    return counts.reduce((sum, count) => sum + count) >= RUNS;
  });
  const endedAt = since();
  isOver = true;
  await watching;
  await until('no folder of a run', () => stage.folders() === 0);
  const { own, runs: ofRuns } = processorOf(worker.pid);
  await worker.end('SIGTERM');
  const completed = await countIn(stage, 'COMPLETED');
  const begun = runs.map(({ id }) => stage.begun(id).length);
  const once = begun.filter((count) => count === 1).length;
  process.stdout.write(
    `${RUNS} runs (made within ${madeAt} s) on one worker with a limit of ${LIMIT}: ${completed} completed after ${endedAt} s, ${once} begun exactly once, ` +
      `at most ${processesMax} processes at a time; processor: worker ${own.toFixed(1)} s (${((own / RUNS) * 1_000).toFixed(0)} ms a run), ` +
      `processes of runs ${ofRuns.toFixed(1)} s (${((ofRuns / RUNS) * 1_000).toFixed(0)} ms a run)\n`,
  );
  if (completed !== RUNS || once !== RUNS || processesMax > LIMIT) process.exitCode = 1;
} finally {
  await stage.remove();
}
