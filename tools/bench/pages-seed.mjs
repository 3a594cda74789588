// A workspace as years of work leave it: runs of many flows over thirty days, a task run, some log lines, an event and now
// and then an artifact of each, and one run with thousands of tasks. One of each is made through the API; SQL copies it.
// Every list is full at any size: half of all runs are of one flow, and the last day saw a thousand failures.
import { copyStatement, post } from './seed.mjs';

const FLOWS = 40;
const RUNS_AT_ONCE = 50_000;
const LOGS_PER_RUN = 5;
const TASKS_OF_BIG_RUN = 5_000;
const KEYS_OF_ARTIFACTS = 120;
/** Where an eighth of the runs ran. */
export const POOL = 'machines';

const RUNS_OF_BAD_DAY = 2_000;

// Rows lie in the order in which they came; the last ones are those of a bad day.
const isBad = (total) => `n > ${total - RUNS_OF_BAD_DAY}`;
const began = (total) => `now() - interval '2 minutes' - case when ${isBad(total)}
  then interval '23 hours' * (${total} - n) / ${RUNS_OF_BAD_DAY}.0
  else interval '30 days' * (${total - RUNS_OF_BAD_DAY} - n) / ${total}.0 end`;
// of 100 others 93 completed, 5 failed, one crashed and one was cancelled
const stateOf = (total) => `case when ${isBad(total)} then (array['FAILED', 'COMPLETED'])[1 + n / 2 % 2]
  when n % 100 < 93 then 'COMPLETED' when n % 100 < 98 then 'FAILED' when n % 100 = 98 then 'CRASHED' else 'CANCELLED' end`;

const RUN = {
  id: 's.id',
  state_id: 's.id',
  flow_id: 's.flow',
  name: `'seed-' || s.n`,
  idempotency_key: 'null',
  expected_start_time: 's.began',
  next_scheduled_start_time: 'null',
  start_time: `s.began + interval '1 second' * (s.n % 4)`,
  end_time: `s.began + interval '1 second' * (5 + s.n % 120)`,
  total_run_time_seconds: 's.n % 120',
  state_timestamp: `s.began + interval '1 second' * (5 + s.n % 120)`,
  created: 's.began',
  updated: 's.began',
  state_type: 's.type',
  state_name: 'initcap(s.type)',
  tags: `array['seed', 'team-' || s.n % 9]`,
};
const TASK_RUN = {
  id: 's.task',
  state_id: 's.id',
  flow_run_id: 's.id',
  name: `'task-' || s.n`,
  dynamic_key: `s.n::text`,
  expected_start_time: 's.began',
  start_time: 's.began',
  end_time: `s.began + interval '2 seconds'`,
  state_timestamp: 's.began',
  created: 's.began',
  updated: 's.began',
  state_type: 's.type',
  state_name: 'initcap(s.type)',
};
const TASK_STATE = {
  id: 'uuidv7()',
  task_run_id: 's.task',
  type: 's.type',
  name: 'initcap(s.type)',
  timestamp: 's.began',
};
const LOG = {
  id: 'uuidv7()',
  flow_run_id: 's.id',
  task_run_id: 'null',
  timestamp: `s.began + interval '1 second' * l`,
  message: `'line ' || l || ' of run ' || s.n`,
};
const EVENT = {
  id: 'uuidv7()',
  occurred: 's.began',
  received: 's.began',
  event: `'prefect.flow-run.' || initcap(s.type)`,
  resource_id: `'prefect.flow-run.' || s.id`,
  resource: `jsonb_build_object('prefect.resource.id', 'prefect.flow-run.' || s.id, 'prefect.resource.name', 'seed-' || s.n)`,
  resource_ids: `array['prefect.flow-run.' || s.id]`,
  follows: 'null',
};
const ARTIFACT = {
  id: 'uuidv7()',
  key: `'report-' || s.n % ${KEYS_OF_ARTIFACTS}`,
  flow_run_id: 's.id',
  created: 's.began',
  updated: 's.began',
};

/** Tallies are made anew by the server's own loop; without triggers and checks of keys a million runs take minutes. */
const untold = async (cluster, database) => {
  const [{ tables }] = await cluster.query(
    database,
    `select string_agg(relname, ', ') as tables from pg_class
     where relkind = 'r' and relname ~ '^(flow|task)_run_(seal|tally|owner_tally|change|names)$'`,
  );
  return `truncate ${tables}; set session_replication_role = replica; `;
};

const template = async (target) => {
  const flows = [];
  for (let n = 0; n < FLOWS; n += 1) flows.push((await post(target, '/flows/', { name: `flow-${n}` })).id);
  const { id: deployment } = await post(target, '/deployments/', { name: 'nightly', flow_id: flows[0] });
  const pool = await post(target, '/work_pools/', { name: POOL, type: 'process' });
  const run = await post(target, '/flow_runs/', {
    flow_id: flows[0],
    name: 'big',
    state: { type: 'PENDING' },
  });
  await post(target, `/flow_runs/${run.id}/set_state`, { state: { type: 'RUNNING' } });
  const task = await post(target, '/task_runs/', {
    flow_run_id: run.id,
    task_key: 'seed',
    dynamic_key: 'template',
    state: { type: 'RUNNING' },
  });
  const line = { name: 'prefect.flow_runs', level: 20, message: 'first', flow_run_id: run.id };
  await post(target, '/logs/', [{ ...line, timestamp: new Date().toISOString() }]);
  for (let n = 0; n < KEYS_OF_ARTIFACTS; n += 1) {
    const artifact = { key: `report-${n}`, type: 'markdown', data: `# Report ${n}`, flow_run_id: run.id };
    await post(target, '/artifacts/', artifact);
  }
  return { flows, deployment, queue: pool.default_queue_id, bigRun: run.id, task: task.id };
};

/** Statements that copy what was made. */
const copiesOf = async (cluster, database, { deployment, queue }) => {
  const of = (table, overrides) => copyStatement(cluster, database, table, overrides);
  const ofQueue = `case when s.n % 8 = 0 then '${queue}'::uuid end`;
  const ofDeployment = `case when s.n % 4 = 0 then '${deployment}'::uuid end`;
  const [runs, tasks, states, logs, events, artifacts] = await Promise.all([
    of('flow_run', { ...RUN, deployment_id: ofDeployment, work_queue_id: ofQueue }),
    of('task_run', TASK_RUN),
    of('task_run_state', TASK_STATE),
    of('log', LOG),
    of('event', EVENT),
    of('artifact', ARTIFACT),
  ]);
  return { runs, tasks, states, logs, events, artifacts };
};

/** Runs `from` to `to`; of eight, four are of the first flow, two of its deployment, and one ran in the pool. */
const fillPart = (copies, { flows, bigRun, task }, total, from, to) => `
  with s as materialized (select n, uuidv7() as id, uuidv7() as task, ${began(total)} as began, ${stateOf(total)} as type,
      (array['${flows.join("','")}']::uuid[])[case when n % 2 = 0 then 1 else 1 + n % ${FLOWS} end] as flow
    from generate_series(${from}, ${to}) n),
  r as (${copies.runs} from flow_run t, s where t.id = '${bigRun}'),
  k as (${copies.tasks} from task_run t, s where t.id = '${task}'),
  ks as (${copies.states} from (select * from task_run_state where task_run_id = '${task}' limit 1) t, s),
  e as (${copies.events} from (select * from event where event = 'prefect.flow-run.Running' limit 1) t, s),
  a as (${copies.artifacts} from (select * from artifact limit 1) t, s where s.n % 10 = 0)
  ${copies.logs} from (select * from log where flow_run_id = '${bigRun}' limit 1) t, s, generate_series(1, ${LOGS_PER_RUN}) l`;

const addBigTasks = async (cluster, database, task) => {
  const began = `now() - interval '1 hour' + interval '100 milliseconds' * n`;
  const inputs = `json_build_object('x', json_build_array(json_build_object('input_type', 'task_run', 'id', md5('big' || (n - 100))::uuid)))`;
  const statement = await copyStatement(cluster, database, 'task_run', {
    id: `md5('big' || n)`,
    state_id: `md5('big' || n)`,
    name: `'task-' || n`,
    dynamic_key: 'n::text',
    task_inputs: `case when n > 100 then ${inputs} else '{}'::json end`,
    expected_start_time: began,
    start_time: began,
    end_time: `${began} + interval '20 seconds'`,
    state_type: `'COMPLETED'`,
    state_name: `'Completed'`,
  });
  const series = `generate_series(1, ${TASKS_OF_BIG_RUN}) n`;
  await cluster.query(database, `${statement} from task_run t, ${series} where t.id = '${task}'`);
};

/** Fills an empty database with so many runs, as many task runs and events, and five times as many log lines. */
export const seedPages = async (cluster, database, target, total) => {
  const made = await template(target);
  // as if the server had been there all the time
  await cluster.query(
    database,
    `call ensure_partitions('event', false, interval '7 days', '2026-11-02T00:00:00Z'::timestamptz + interval '7 days'
      * floor(extract(epoch from now() - interval '31 days' - '2026-11-02T00:00:00Z'::timestamptz) / 604800), now())`,
  );
  const copies = await copiesOf(cluster, database, made);
  const begin = await untold(cluster, database);
  await addBigTasks(cluster, database, made.task);
  for (let have = 0; have < total; have += RUNS_AT_ONCE) {
    const last = Math.min(total, have + RUNS_AT_ONCE);
    await cluster.query(database, begin + fillPart(copies, made, total, have + 1, last));
  }
  await cluster.query(database, 'vacuum (analyze) flow_run, task_run, task_run_state, log, event, artifact');
};

/** What the pages that are measured are about. */
export const thingsOf = async (cluster, database) => {
  const one = async (statement) => (await cluster.query(database, statement))[0].id;
  return {
    flow: await one(`select id from flow where name = 'flow-0'`),
    deployment: await one(`select id from deployment limit 1`),
    run: await one(`select id from flow_run where name = 'seed-5078'`),
    bigRun: await one(`select id from flow_run where name = 'big'`),
    task: await one(
      `select id from task_run where name = 'task-5078' and dynamic_key = '5078' and flow_run_id <> (select id from flow_run where name = 'big')`,
    ),
  };
};
