// What an open page of a run with thousands of tasks costs the server while they run: it is told of every transition and reads
// again as the page does. Measured as the difference to the same transitions without a page.
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { LIVE_EVENTS, rereading } from '../../apps/web/src/api/rereading.ts';
import { graphQuery, logsQuery, runQuery } from '../../apps/web/src/api/runs.ts';
import { precise } from './pages-usage.mjs';

const EVENTS_A_SECOND = 50;
const BATCHES_A_SECOND = 10;
const SECONDS = 15;
const ROUNDS = 2;
const TASKS = 5_000;

const PREFIXES = ['prefect.flow-run.', 'prefect.task-run.'];

/** A transition of a task as the Python client tells of it. */
const transition = (bigRun, n, type) => {
  const name = type === 'RUNNING' ? 'Running' : 'Completed';
  return {
    id: crypto.randomUUID(),
    occurred: new Date().toISOString(),
    event: `prefect.task-run.${name}`,
    resource: {
      'prefect.resource.id': `prefect.task-run.${crypto.randomUUID()}`,
      'prefect.resource.name': `task-${n}`,
      'prefect.orchestration': 'client',
    },
    related: [{ 'prefect.resource.id': `prefect.flow-run.${bigRun}`, 'prefect.resource.role': 'flow-run' }],
    payload: {
      validated_state: { type, name, message: null, state_details: {}, data: null },
      task_run: {
        name: `task-${n}`,
        task_key: 'seed',
        dynamic_key: String(n),
        empirical_policy: {},
        run_count: 1,
        tags: [],
      },
    },
  };
};

/** Sends transitions at a steady pace. @returns {Promise<number>} how many came through */
const send = async (target, bigRun, state) => {
  const end = performance.now() + SECONDS * 1000;
  const size = EVENTS_A_SECOND / BATCHES_A_SECOND;
  let sent = 0;
  for (let due = performance.now(); due < end; due += 1000 / BATCHES_A_SECOND) {
    await sleep(Math.max(0, due - performance.now()));
    const events = Array.from({ length: size }, () => {
      state.count += 1;
      return transition(bigRun, 1 + ((state.count >> 1) % TASKS), state.count % 2 ? 'COMPLETED' : 'RUNNING');
    });
    const answer = await fetch(`${target.api}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${target.key}` },
      body: JSON.stringify(events),
    });
    if (!answer.ok) throw new Error(`events: ${answer.status}`);
    sent += size;
  }
  return sent;
};

/** The page of the run: follows events, and reads again what it shows, resting as long as the page rests. */
const openPage = (target, place, bigRun) => {
  const tally = { heard: 0, readings: 0 };
  const { key } = target;
  class Socket extends WebSocket {
    constructor(url, protocols) {
      super(url, { protocols, headers: { authorization: `Bearer ${key}` } });
    }
  }
  const client = createClient({ url: `${target.api.replace(/^http/, 'ws')}/graphql`, webSocketImpl: Socket });
  const logs = logsQuery(place, { kind: 'flow', id: bigRun, level: 0, text: '' });
  const shown = [runQuery(place, bigRun), graphQuery(place, bigRun), logs];
  const again = rereading(async () => {
    await Promise.all(shown.map((query) => query.queryFn({ pageParam: query.initialPageParam })));
    tally.readings += 1;
  });
  const stop = client.subscribe(
    {
      query: LIVE_EVENTS,
      variables: { account: place.accountId, workspace: place.workspaceId, prefixes: PREFIXES },
    },
    {
      next: () => {
        tally.heard += 1;
        again.ask();
      },
      error: (error) => {
        throw error;
      },
      complete: () => undefined,
    },
  );
  const close = async () => {
    stop();
    again.stop();
    await client.dispose();
  };
  return { tally, close };
};

/** Its tasks began a moment ago. */
const RESTARTED = `update task_run set state_type = 'RUNNING', state_name = 'Running', end_time = null, state_timestamp = now() - interval '1 minute',
  expected_start_time = now() - interval '5 minutes', start_time = now() - interval '5 minutes' where flow_run_id = $1 and task_key = 'seed'`;

/**
 * @returns {Promise<{ part: number, base: number, heard: number, readings: number }>} the parts of one processor that an open page,
 *   and the transitions themselves, cost the server and its database; events that it heard and readings in a minute
 */
export const measureLive = async ({ target, query, place, bigRun }) => {
  await query(RESTARTED, [bigRun]);
  const state = { count: 0 };
  const spent = { without: 0, with: 0 };
  const heard = { heard: 0, readings: 0 };
  await send(target, bigRun, state);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const kind of ['without', 'with']) {
      const page = kind === 'with' ? openPage(target, place, bigRun) : undefined;
      if (page) await sleep(500);
      const before = precise(target);
      await send(target, bigRun, state);
      spent[kind] += precise(target) - before;
      await page?.close();
      for (const what of Object.keys(heard)) heard[what] += page?.tally[what] ?? 0;
    }
  }
  const seconds = SECONDS * ROUNDS;
  return {
    part: (spent.with - spent.without) / (seconds * 1000),
    base: spent.without / (seconds * 1000),
    heard: (heard.heard * 60) / seconds,
    readings: (heard.readings * 60) / seconds,
  };
};
