// What it costs to have automations: fifty active ones on both servers while events come, and how long ours takes from
// an event to what an automation does because of it.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { load } from './loadgen.mjs';

/** The scenario of the load generator with automations beside it. */
export const EVENTS_WITH_AUTOMATIONS = 'events-50-automations';

const RUN_ID = 'prefect.flow-run.*';
const FIRES = 'bench.fires';
const NOTHING = { type: 'do-nothing' };

const event = (expect, more = {}) => ({
  type: 'event',
  posture: 'Reactive',
  threshold: 1,
  within: 0,
  expect: [expect].flat(),
  ...more,
});
const related = (role, id) => ({ 'prefect.resource.role': role, 'prefect.resource.id': id });
const automation = (name, trigger, actions = [NOTHING]) => ({ name: `bench ${name}`, trigger, actions });
const times = (n, make) => Array.from({ length: n }, (_, i) => make(i));

/** What a team has: most watch the runs of one deployment, tag or pool, and few hear of every event. */
const runStates = [
  ...times(12, (i) =>
    automation(
      `failed runs of deployment ${i}`,
      event(['prefect.flow-run.Failed', 'prefect.flow-run.Crashed'], {
        match: { 'prefect.resource.id': RUN_ID },
        match_related: related('deployment', `prefect.deployment.${randomUUID()}`),
      }),
    ),
  ),
  ...times(8, (i) =>
    automation(
      `completed runs with tag ${i}`,
      event('prefect.flow-run.Completed', {
        match: { 'prefect.resource.id': RUN_ID },
        match_related: related('tag', [`prefect.tag.team-${i}`, `prefect.tag.squad-${i}-*`]),
      }),
    ),
  ),
  ...times(6, (i) =>
    automation(
      `late runs of pool ${i}`,
      event('prefect.flow-run.Late', { match_related: related('work-pool', `prefect.work-pool.pool-${i}`) }),
      [{ type: 'change-flow-run-state', name: 'Cancelled', state: 'CANCELLED', message: 'too late' }],
    ),
  ),
  ...times(3, (i) =>
    automation(
      `flow ${i} fails again and again`,
      event('prefect.flow-run.Failed', {
        match_related: related('flow', `prefect.flow.${randomUUID()}`),
        for_each: ['related:flow:prefect.resource.id'],
        threshold: 3,
        within: 3_600,
      }),
    ),
  ),
];
const others = [
  ...times(6, (i) =>
    automation(
      `files of bucket ${i}`,
      event(['storage.object.*', `partner-${i}.*`], {
        match: { 'prefect.resource.id': `storage.bucket-${i}.*`, 'storage.kind': ['table', 'file*'] },
        match_related: related('owner', `team.${i}`),
        for_each: ['prefect.resource.id'],
        threshold: 5,
        within: 600,
      }),
    ),
  ),
  ...times(3, (i) =>
    automation(
      `work pool ${i} is not ready`,
      event('prefect.work-pool.not-ready', {
        after: ['prefect.work-pool.ready'],
        match: { 'prefect.resource.id': `prefect.work-pool.${randomUUID()}` },
      }),
    ),
  ),
  ...times(3, (i) =>
    automation(`a run of deployment ${i} takes too long`, {
      ...event('prefect.flow-run.*', {
        after: ['prefect.flow-run.Running'],
        match: { 'prefect.resource.id': RUN_ID },
        match_related: related('deployment', `prefect.deployment.${randomUUID()}`),
        for_each: ['prefect.resource.id'],
        within: 600,
      }),
      posture: 'Proactive',
    }),
  ),
  automation('no heartbeat', { ...event('app.heartbeat', { within: 900 }), posture: 'Proactive' }),
  ...times(2, (i) =>
    automation(`both halves of ${i}`, {
      type: 'compound',
      require: 'all',
      within: 3_600,
      triggers: [
        event('prefect.flow-run.Completed', { match_related: related('tag', `prefect.tag.half-${i}`) }),
        event('partner.*', { match: { 'prefect.resource.id': `partner.half-${i}` } }),
      ],
    }),
  ),
];
/** These look at the events of task runs, which are what is sent. */
const taskRuns = [
  automation('failed task runs', event(['prefect.task-run.Failed', 'prefect.task-run.Crashed'])),
  ...times(3, (i) =>
    automation(
      `task runs with tag ${i}`,
      event('prefect.task-run.Completed', {
        match: { 'prefect.resource.id': 'prefect.task-run.*' },
        match_related: related('tag', `prefect.tag.load-${i}`),
      }),
    ),
  ),
  automation(
    'many task runs of one flow run',
    event('prefect.task-run.Completed', {
      match: { 'prefect.resource.id': 'prefect.task-run.*' },
      match_related: related('flow-run', RUN_ID),
      for_each: ['related:flow-run:prefect.resource.id'],
      threshold: 100,
      within: 3_600,
    }),
  ),
];
/** Of whose events the time until its firing is measured. */
const EACH = automation('each', event(FIRES, { match: { 'prefect.resource.id': 'bench.*' } }));
export const AUTOMATIONS = [...runStates, ...others, ...taskRuns, EACH];

const ask = async ({ api, key }, method, path, body) => {
  const answer = await fetch(`${api}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok)
    throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
  return answer.status === 204 ? null : answer.json().catch(() => null);
};

const makeAll = async (target) => {
  const made = [];
  for (const one of AUTOMATIONS) made.push(await ask(target, 'POST', '/automations/', one));
  return async () => {
    for (const { id } of made) await ask(target, 'DELETE', `/automations/${id}`);
  };
};

const RATE = 500;
const BATCH = 10;
/** One event in so many sets something off; the others are looked at by nobody, or do not fit. */
const FIRES_EVERY = 10;
const SETTLED_MS_MAX = 60_000;
const FIRING_MS_MAX = 1_000;

const eventOf = (i) => {
  const fires = i % FIRES_EVERY === 0;
  const watched = i % 2 === 0 ? 'storage.object.changed' : 'app.clicked';
  return {
    id: randomUUID(),
    occurred: new Date().toISOString(),
    event: fires ? FIRES : watched,
    resource: { 'prefect.resource.id': fires ? `bench.${i}` : `storage.bucket-9.${i}` },
    related: [],
    payload: { i },
  };
};

const sendSteadily = async (target, seconds) => {
  const startedMs = performance.now();
  const calls = [];
  const sentAt = new Map();
  for (let sent = 0; sent < RATE * seconds; sent += BATCH) {
    const dueMs = startedMs + (sent / RATE) * 1_000;
    if (performance.now() < dueMs) await sleep(dueMs - performance.now());
    const batch = Array.from({ length: BATCH }, (_, i) => eventOf(sent + i));
    for (const one of batch) if (one.event === FIRES) sentAt.set(one.id, performance.now());
    calls.push(ask(target, 'POST', '/events', batch));
  }
  await Promise.all(calls);
  return { sentAt, perSecond: (RATE * seconds * 1_000) / (performance.now() - startedMs) };
};

/** Follows the live events of what automations do; answers when each was heard, by the event that set it off. */
const listen = async (target) => {
  const heard = {
    'prefect.automation.triggered': new Map(),
    'prefect.automation.action.executed': new Map(),
  };
  const socket = new WebSocket(`${target.api.replace(/^http/, 'ws')}/events/out`, 'prefect');
  const ready = Promise.withResolvers();
  socket.on('error', ready.reject);
  socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', token: target.key })));
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString());
    if (message.type === 'auth_success') {
      const filter = { event: { name: Object.keys(heard) } };
      socket.send(JSON.stringify({ type: 'filter', filter, backfill: false }), () => ready.resolve());
      return;
    }
    if (message.type !== 'event') return;
    const { event, related } = message.event;
    const source = related.find((one) => one['prefect.resource.role'] === 'triggering-event');
    heard[event].set(source?.['prefect.resource.id'].slice('prefect.event.'.length), performance.now());
  });
  await ready.promise;
  return { heard, close: () => socket.close() };
};

const until = async (isOver) => {
  const deadline = Date.now() + SETTLED_MS_MAX;
  while (!isOver() && Date.now() < deadline) await sleep(100);
};

const spread = (sentAt, heardAt) => {
  const ms = [...sentAt].flatMap(([id, atMs]) => (heardAt.has(id) ? [heardAt.get(id) - atMs] : []));
  ms.sort((a, b) => a - b);
  const at = (share) => ms[Math.min(ms.length - 1, Math.floor(ms.length * share))] ?? Number.NaN;
  return { n: ms.length, p50: at(0.5), p99: at(0.99) };
};

/**
 * How long it takes from the sending of an event until its firing and the end of its action are heard of, at 500 events a
 * second, of which every tenth sets something off.
 * @returns {Promise<{ line: string, isReached: boolean }>}
 */
const measureFirings = async (target, seconds) => {
  const { heard, close } = await listen(target);
  const { sentAt, perSecond } = await sendSteadily(target, seconds);
  const all = Object.values(heard);
  await until(() => all.every(({ size }) => size >= sentAt.size));
  close();
  const [fired, done] = all.map((one) => spread(sentAt, one));
  const text = ({ n, p50, p99 }) =>
    `${n} of ${sentAt.size}, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`;
  return {
    isReached: [fired, done].every(({ n, p99 }) => n === sentAt.size && p99 < FIRING_MS_MAX),
    line:
      `${perSecond.toFixed(0)} events/s with ${AUTOMATIONS.length} automations: fired ${text(fired)}; ` +
      `actions done ${text(done)} (goal: p99 ${FIRING_MS_MAX} ms)`,
  };
};

/** Runs the events of the load generator with automations on both servers; then the firings of ours. */
export const measureAutomations = async ({ binary, theirs, ours, plan }) => {
  const undo = [];
  try {
    for (const { target } of [theirs, ours]) undo.push(await makeAll(target));
    const [options, timeoutMs] = plan.load;
    const results = await load(binary, [theirs.target, ours.target], options, timeoutMs);
    const firings = await measureFirings(ours.target, plan.firingSeconds);
    return { results: results.map((one) => ({ ...one, scenario: EVENTS_WITH_AUTOMATIONS })), firings };
  } finally {
    for (const back of undo) await back();
  }
};
