// A workspace as years of work leave it: runs of many flows over thirty days, a task run and some log lines of each, and
// one run with thousands of tasks. One run, one task run and one line are made through the API; SQL copies them.
import { copyStatement, post } from './seed.mjs';

const FLOWS = 40;
const RUNS_AT_ONCE = 50_000;
const LOGS_PER_RUN = 5;
const TASKS_OF_BIG_RUN = 5_000;

const BEGAN = `now() - interval '30 days' * ((n * 7919::bigint) % 1000003) / 1000003.0 - interval '2 minutes'`;
// of 100 runs 93 completed, 5 failed, one crashed and one was cancelled
const STATE = `case when n % 100 < 93 then 'COMPLETED' when n % 100 < 98 then 'FAILED' when n % 100 = 98 then 'CRASHED' else 'CANCELLED' end`;

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
  id: 'uuidv7()',
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
const LOG = {
  id: 'uuidv7()',
  flow_run_id: 's.id',
  task_run_id: 'null',
  timestamp: `s.began + interval '1 second' * l`,
  message: `'line ' || l || ' of run ' || s.n`,
};

/**
 * Tallies are made anew by the server's own loop; without triggers and checks of keys a million runs take a minute.
 */
const UNTOLD = `truncate flow_run_seal, flow_run_tally, flow_run_change, flow_run_names; set session_replication_role = replica; `;

const template = async (target) => {
  const flows = [];
  for (let n = 0; n < FLOWS; n += 1) flows.push((await post(target, '/flows/', { name: `flow-${n}` })).id);
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
  return { flows, bigRun: run.id, task: task.id };
};

/**
 * @returns {Promise<{ bigRun: string, task: string, flows: string[], fill: (runs: number) => Promise<void> }>}
 *   `fill` brings the workspace up to so many runs, as many task runs and five times as many lines
 */
export const makePagesSeeder = async (cluster, database, target) => {
  const { flows, bigRun, task } = await template(target);
  const of = (table, overrides) => copyStatement(cluster, database, table, overrides);
  const [runs, tasks, logs] = await Promise.all([
    of('flow_run', RUN),
    of('task_run', TASK_RUN),
    of('log', LOG),
  ]);
  const source = (from, to) =>
    `with s as materialized (select n, uuidv7() as id, (array['${flows.join("','")}']::uuid[])[1 + n % ${FLOWS}] as flow, ${BEGAN} as began,
      ${STATE} as type from generate_series(${from}, ${to}) n)`;
  const began = `now() - interval '1 hour' + interval '100 milliseconds' * n`;
  const inputs = `json_build_object('x', json_build_array(json_build_object('input_type', 'task_run', 'id', md5('big' || (n - 100))::uuid)))`;
  const bigTasks = await of('task_run', {
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
  await cluster.query(database, `${bigTasks} from task_run t, ${series} where t.id = '${task}'`);
  let have = 0;
  const fill = async (total) => {
    while (have < total) {
      const last = Math.min(total, have + RUNS_AT_ONCE);
      await cluster.query(
        database,
        `${UNTOLD}${source(have + 1, last)}, r as (${runs} from flow_run t, s where t.id = '${bigRun}'),
          k as (${tasks} from task_run t, s where t.id = '${task}')
         ${logs} from (select * from log where flow_run_id = '${bigRun}' limit 1) t, s, generate_series(1, ${LOGS_PER_RUN}) l`,
      );
      have = last;
    }
    await cluster.query(database, 'vacuum (analyze) flow_run, task_run, log');
  };
  return { bigRun, task, flows, fill };
};
