// How many statements and commits one lifecycle costs, as PostgreSQL counts them.
import { setTimeout as sleep } from 'node:timers/promises';
import { load } from './loadgen.mjs';

const WINDOW_MS = 4_000;
const CONTROL = `query !~* '^\\s*(begin|commit|rollback|start transaction|savepoint|release|discard|listen|show)'`;

const snapshot = async (cluster, database) => {
  const [statements] = await cluster.query(
    'postgres',
    `select coalesce(sum(calls), 0)::float8 as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = $1 and ${CONTROL}`,
    [database],
  );
  const [transactions] = await cluster.query(
    'postgres',
    'select (xact_commit + xact_rollback)::float8 as transactions from pg_stat_database where datname = $1',
    [database],
  );
  // Only a transaction that writes is given an id. (Of the whole cluster; the other server idles meanwhile.)
  const [ids] = await cluster.query(
    'postgres',
    'select pg_snapshot_xmax(pg_current_snapshot())::text::float8 as last',
  );
  return { calls: statements.calls, transactions: transactions.transactions, commits: ids.last };
};

const minus = (a, b) => Object.fromEntries(Object.entries(a).map(([name, value]) => [name, value - b[name]]));

/** The statements that were called most, with calls per operation and their time. */
const mostCalled = (cluster, database, ops) =>
  cluster.query(
    'postgres',
    `select round((calls / $2::numeric), 2)::float8 as per_op, round(mean_exec_time::numeric, 3)::float8 as mean_ms,
            left(regexp_replace(query, '\\s+', ' ', 'g'), 160) as statement
       from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where d.datname = $1 and calls >= $2::numeric / 4 order by calls desc limit 25`,
    [database, ops],
  );

/**
 * Measured with one caller; what the server does by itself in the same span is taken off.
 * @returns {Promise<{ statements: number, commits: number, transactions: number } | undefined>} per lifecycle; `commits` are those that write
 */
export const countPerLifecycle = async (cluster, binary, database, target) => {
  if (!cluster.counts) return undefined;
  const idleStart = await snapshot(cluster, database);
  await sleep(WINDOW_MS);
  const idle = minus(await snapshot(cluster, database), idleStart);
  await cluster.query('postgres', 'select pg_stat_statements_reset()');
  const start = await snapshot(cluster, database);
  const [result] = await load(
    binary,
    [target],
    { scenario: 'lifecycle', repeat: 1, c: 1, d: `${WINDOW_MS}ms` },
    60_000,
  );
  // Statistics of a transaction become visible a moment later.
  await sleep(1_500);
  const spent = minus(await snapshot(cluster, database), start);
  if (!result?.ops) return undefined;
  const perOp = (name) => Math.max(0, (spent[name] - idle[name]) / result.ops);
  const most = await mostCalled(cluster, database, result.ops);
  return { most, statements: perOp('calls'), commits: perOp('commits'), transactions: perOp('transactions') };
};
