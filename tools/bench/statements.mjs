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
    'select xact_commit::float8 as commits, xact_rollback::float8 as rollbacks from pg_stat_database where datname = $1',
    [database],
  );
  return { calls: statements.calls, ...transactions };
};

const minus = (a, b) => ({
  calls: a.calls - b.calls,
  commits: a.commits - b.commits,
  rollbacks: a.rollbacks - b.rollbacks,
});

/**
 * Measured with one caller; what the server does by itself in the same span is taken off.
 * @returns {Promise<{ statements: number, commits: number, rollbacks: number } | undefined>} per lifecycle
 */
export const countPerLifecycle = async (cluster, binary, database, target) => {
  if (!cluster.counts) return undefined;
  const idleStart = await snapshot(cluster, database);
  await sleep(WINDOW_MS);
  const idle = minus(await snapshot(cluster, database), idleStart);
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
  return { statements: perOp('calls'), commits: perOp('commits'), rollbacks: perOp('rollbacks') };
};
