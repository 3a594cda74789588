// Overdue runs that nobody takes away, by SQL on both sides: one is made through the API and copied. They are Late
// already, so that no service is busy marking them.
import { copyStatement, post } from './seed.mjs';

const BATCH = 10_000;
/** The pool whose queue holds them, of the same name on both servers. */
export const BACKLOG_POOL = 'bench-backlog';

const DUE = `now() - interval '3 hours' + s.n * interval '1 millisecond'`;
const OVERRIDES = {
  id: 's.id',
  state_id: 's.state_id',
  name: `'late-' || s.n`,
  idempotency_key: 'null',
  expected_start_time: DUE,
  next_scheduled_start_time: DUE,
  state_timestamp: DUE,
  state_name: `'Late'`,
  attention_at: 'null',
  handed_out_until: 'null',
  created: DUE,
  updated: DUE,
};
const STATE_OVERRIDES = {
  id: 's.state_id',
  flow_run_id: 's.id',
  name: `'Late'`,
  timestamp: DUE,
  created: DUE,
  updated: DUE,
};

const makeTemplate = async (target) => {
  await post(target, '/work_pools/', { name: BACKLOG_POOL, type: 'process' });
  const flow = await post(target, '/flows/', { name: BACKLOG_POOL });
  const deployment = await post(target, '/deployments/', {
    name: BACKLOG_POOL,
    flow_id: flow.id,
    work_pool_name: BACKLOG_POOL,
    entrypoint: 'f.py:f',
    path: '.',
  });
  const state = {
    type: 'SCHEDULED',
    state_details: { scheduled_time: new Date(Date.now() - 3 * 3_600_000).toISOString() },
  };
  return (await post(target, `/deployments/${deployment.id}/create_flow_run`, { state })).id;
};

/**
 * @param {object} cluster of ./cluster.mjs
 * @param {string} database
 * @param {object} target whose API makes the first run
 * @returns {Promise<(total: number) => Promise<void>>} brings the pool up to so many overdue runs
 */
export const makeBacklog = async (cluster, database, target) => {
  const templateId = await makeTemplate(target);
  const states = await copyStatement(cluster, database, 'flow_run_state', STATE_OVERRIDES);
  const runs = await copyStatement(cluster, database, 'flow_run', OVERRIDES);
  const ids = target.name === 'ours' ? 'uuidv7()' : 'gen_random_uuid()';
  let have = 1;
  return async (total) => {
    for (; have < total; have = Math.min(total, have + BATCH)) {
      const last = Math.min(total, have + BATCH) - 1;
      const source = `with s as materialized (select n, ${ids} as id, ${ids} as state_id from generate_series(${have}, ${last}) n)`;
      const stateRows = `${states} from flow_run_state t, s where t.id = (select state_id from flow_run where id = '${templateId}')`;
      const runRows = `${runs} from flow_run t, s where t.id = '${templateId}'`;
      // One statement: keys between the two tables are checked at its end.
      await cluster.query(database, `${source}, r as (${runRows}) ${stateRows}`);
    }
    // what an earlier measurement was handed is free again: else a small backlog has nothing left to hand out
    if (target.name === 'ours')
      await cluster.query(
        database,
        'update flow_run set handed_out_until = null where handed_out_until is not null',
      );
    await cluster.query(database, 'vacuum analyze');
  };
};
