// What workers cost that wait: a thousand of them, each with a poll held open, and nothing to hand out. In
// `npm run bench -- --only held-polls`, or alone against a server that runs:
// node tools/bench/held-polls.mjs --api URL --key KEY --pid SERVER --dbpid POSTMASTER [--polls 1000] [--seconds 60]
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { usageOf } from './processes.mjs';

/** The goals: processors that server and database use together, and what the server's memory grows by. */
export const HELD_POLLS_GOAL = { cpus: 0.02, mb: 60 };
/** As the Python worker sleeps between polls: ten seconds, give or take three tenths. */
const pauseMs = () => 7_000 + Math.random() * 6_000;

const send = ({ key }, agent, url, headers, body) =>
  new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key ? { authorization: `Bearer ${key}` } : {}),
          ...headers,
        },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part) => (text += part));
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });

/** One worker: polls, follows the server when it says "again", sleeps, polls. */
const work = async (target, agent, pool, name, counts, isOver) => {
  const address = `${target.api}/work_pools/${pool}/get_scheduled_flow_runs`;
  const headers = { 'x-prefect-worker-name': name };
  while (!isOver()) {
    const body = { work_queue_names: [], scheduled_before: new Date(Date.now() + 10_000).toISOString() };
    let url = address;
    for (;;) {
      counts.held += 1;
      const answer = await send(target, agent, url, headers, body).catch((error) => ({ status: error.code }));
      counts.held -= 1;
      if (isOver()) return;
      counts.requests += 1;
      if (answer.status !== 307) {
        if (answer.status !== 200) counts.errors += 1;
        break;
      }
      url = new URL(answer.headers.location, url).toString();
    }
    await sleep(pauseMs());
  }
};

const waitUntilHeld = async (counts, polls) => {
  const deadline = Date.now() + 60_000;
  // first polls are answered at once: those in flight are not held yet
  while (counts.requests < polls || counts.held < polls * 0.98) {
    if (Date.now() > deadline) throw new Error(`only ${counts.held} of ${polls} polls are held`);
    await sleep(200);
  }
};

/**
 * @param {{ api: string, key?: string, pid: number, dbpid: number }} target whose empty polls are held
 * @param {{ polls: number, seconds: number }} options
 * @returns {Promise<object>} processors used by server and database, growth of the server's memory, requests a second
 */
export const measureHeldPolls = async (target, { polls, seconds }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const pool = `held-${process.pid}-${Date.now()}`;
  const made = await send(target, agent, `${target.api}/work_pools/`, {}, { name: pool, type: 'process' });
  if (made.status !== 201) throw new Error(`no pool: ${made.status} ${made.text}`);
  const before = usageOf(target.pid);
  const counts = { held: 0, requests: 0, errors: 0 };
  let isOver = false;
  const workers = Array.from({ length: polls }, (_, n) =>
    work(target, agent, pool, `worker ${n}`, counts, () => isOver),
  );
  await waitUntilHeld(counts, polls);
  const start = { server: usageOf(target.pid), db: usageOf(target.dbpid), requests: counts.requests };
  const startMs = performance.now();
  await sleep(seconds * 1_000);
  const spentSeconds = (performance.now() - startMs) / 1_000;
  const end = { server: usageOf(target.pid), db: usageOf(target.dbpid) };
  const held = counts.held;
  isOver = true;
  agent.destroy();
  await Promise.allSettled(workers.map((worker) => Promise.race([worker, sleep(100)])));
  const cpus = (from, to) => (to.cpuSeconds - from.cpuSeconds) / spentSeconds;
  return {
    polls,
    held,
    errors: counts.errors,
    requestsPerSecond: (counts.requests - start.requests) / spentSeconds,
    serverCpus: cpus(start.server, end.server),
    dbCpus: cpus(start.db, end.db),
    grownMb: end.server.pssMb - before.pssMb,
  };
};

/** @returns {{ line: string, isReached: boolean }} the result in one line */
export const heldPollsLine = (result) => {
  const cpus = result.serverCpus + result.dbCpus;
  const isReached =
    cpus <= HELD_POLLS_GOAL.cpus && result.grownMb <= HELD_POLLS_GOAL.mb && result.errors === 0;
  const line =
    `${result.polls} held polls: ${cpus.toFixed(4)} CPUs (server ${result.serverCpus.toFixed(4)}, database ${result.dbCpus.toFixed(4)}; ` +
    `goal ${HELD_POLLS_GOAL.cpus}), server ${result.grownMb.toFixed(0)} MB more (goal ${HELD_POLLS_GOAL.mb}), ` +
    `${result.requestsPerSecond.toFixed(1)} requests/s, ${result.errors} errors: ${isReached ? 'reached' : 'MISSED'}`;
  return { line, isReached };
};

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      api: { type: 'string' },
      key: { type: 'string' },
      pid: { type: 'string' },
      dbpid: { type: 'string' },
      polls: { type: 'string', default: '1000' },
      seconds: { type: 'string', default: '60' },
    },
  });
  const { api, key, pid, dbpid, polls, seconds } = values;
  if (!api || !pid || !dbpid) throw new Error('needs --api, --pid and --dbpid');
  const target = { api, key, pid: Number(pid), dbpid: Number(dbpid) };
  return { target, polls: Number(polls), seconds: Number(seconds) };
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { target, polls, seconds } = readOptions();
  const { line, isReached } = heldPollsLine(await measureHeldPolls(target, { polls, seconds }));
  console.log(line);
  process.exit(isReached ? 0 : 1);
}
