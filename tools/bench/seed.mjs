// Many finished runs for the read scenario, by SQL on both sides: one run is made through the API, then its row is
// copied with other ids, names, times and states. Neither server knows of it; both read it as their own.
import { setTimeout as sleep } from 'node:timers/promises';

const BATCH = 10_000;

/** Calls the API of a target. */
export const post = async ({ api, key }, path, body) => {
  const answer = await fetch(`${api}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
  return answer.json();
};

const makeTemplate = async (target) => {
  const flow = await post(target, '/flows/', { name: 'bench-read' });
  const run = await post(target, '/flow_runs/', {
    flow_id: flow.id,
    name: 'template',
    state: { type: 'PENDING' },
    parameters: { n: 1 },
  });
  for (const type of ['RUNNING', 'COMPLETED'])
    await post(target, `/flow_runs/${run.id}/set_state`, { state: { type } });
  return run.id;
};

/** Of ten runs eight completed, one failed and one crashed; they began over the last thirty days. */
const STATE = `(array['COMPLETED','COMPLETED','COMPLETED','COMPLETED','FAILED','COMPLETED','COMPLETED','CRASHED','COMPLETED','COMPLETED'])[1 + s.n % 10]`;
const BEGAN = `now() - interval '30 days' * ((s.n * 7919) % 100003) / 100003.0`;

const OVERRIDES = {
  id: 's.id',
  state_id: 's.state_id',
  name: `'seed-' || s.n`,
  idempotency_key: 'null',
  expected_start_time: 's.began',
  next_scheduled_start_time: 'null',
  start_time: 's.began',
  end_time: `s.began + interval '1 minute'`,
  state_timestamp: `s.began + interval '1 minute'`,
  created: 's.began',
  updated: 's.began',
  state_type: 's.type',
  state_name: 'initcap(s.type)',
};

/** `insert … select` that copies one row of a table, with some columns replaced. */
export const copyStatement = async (cluster, database, table, overrides, casts = {}) => {
  const rows = await cluster.query(
    database,
    `select column_name as name, udt_name as type from information_schema.columns where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  );
  const value = ({ name, type }) =>
    overrides[name] ? `(${overrides[name]})::${casts[name] ?? `"${type}"`}` : `t."${name}"`;
  return `insert into ${table} (${rows.map(({ name }) => `"${name}"`).join(', ')}) select ${rows.map(value).join(', ')}`;
};

/**
 * @returns {Promise<{ fill: (total: number) => Promise<void>, clear: () => Promise<unknown> }>} `fill` brings the table up to so many finished runs
 * @param {object} cluster of ./cluster.mjs
 * @param {string} database
 * @param {object} target whose API makes the first run
 */
export const makeSeeder = async (cluster, database, target) => {
  const templateId = await makeTemplate(target);
  // The reference reads the current state from its own table; ours keeps it in the run.
  const states = await copyStatement(cluster, database, 'flow_run_state', {
    id: 's.state_id',
    flow_run_id: 's.id',
    type: 's.type',
    name: 'initcap(s.type)',
    timestamp: 's.began',
    created: 's.began',
    updated: 's.began',
  });
  const runs = await copyStatement(cluster, database, 'flow_run', OVERRIDES);
  const ids = target.name === 'ours' ? 'uuidv7()' : 'gen_random_uuid()';
  let have = 0;
  const fill = async (total) => {
    for (; have < total; have += BATCH) {
      const last = Math.min(total, have + BATCH);
      const source =
        `with s as materialized (select n, ${ids} as id, ${ids} as state_id, ${BEGAN} as began, ${STATE} as type from generate_series(${have + 1}, ${last}) n)`.replaceAll(
          's.n',
          'n',
        );
      const stateRows = `${states} from flow_run_state t, s where t.id = (select state_id from flow_run where id = '${templateId}')`;
      const runRows = `${runs} from flow_run t, s where t.id = '${templateId}'`;
      // One statement: keys between the two tables are checked at its end.
      await cluster.query(database, `${source}, r as (${runRows}) ${stateRows}`);
    }
    await cluster.query(database, 'vacuum analyze flow_run');
    await sleep(1_000);
  };
  /** The other scenarios begin with empty tables. */
  const clear = () => cluster.query(database, 'truncate flow_run, flow_run_state cascade');
  return { fill, clear };
};
