// What keys, roles and the audit log cost: our server as the full product beside itself in local mode, where nobody is
// asked who he is. In `npm run bench -- --only access-cost`.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER, load } from './loadgen.mjs';
import { startOurs } from './targets.mjs';

/** The goal: with a key, a role and the audit log a call costs at most so much of what it costs without. */
const RATIO_MAX = 1.1;
const SCENARIOS = ['create', 'lifecycle'];

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** With a PostgreSQL of its own, since local mode is for those only; both sides alike. */
const startAlone = async (name, more) => {
  const home = join(FOLDER, `${name}-home`);
  rmSync(home, { recursive: true, force: true });
  const settings = { ORCH_HOME: home, ORCH_DATABASE_URL: undefined, ...more };
  const { target, stop } = await startOurs({ urlOf: () => '', pid: 0 }, name, settings);
  const [dbpid] = readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  return { target: { ...target, name, dbpid: Number(dbpid) }, stop };
};

/** In local mode a call names no workspace and sends no key. */
const withoutAccess = ({ api, ...target }) => ({
  ...target,
  api: api.replace(/\/api\/accounts\/.*$/, '/api'),
  key: undefined,
});

const costOf = (results, name) =>
  median(
    results
      .filter(({ target }) => target === name)
      .map(({ server, db }) => (server?.cpu_ms_per_op ?? 0) + (db?.cpu_ms_per_op ?? 0)),
  );

/**
 * @param {{ binary: string, plan: { repeat: number, span: string, timeoutMs: number } }} options
 * @returns {Promise<{ line: string, isReached: boolean }>}
 */
export const measureAccessCost = async ({ binary, plan }) => {
  const [full, local] = [
    await startAlone('full', {}),
    await startAlone('local', {
      ORCH_LOCAL_MODE: 'on',
      ORCH_BOOTSTRAP_EMAIL: undefined,
      ORCH_BOOTSTRAP_PASSWORD: undefined,
    }),
  ];
  const targets = [withoutAccess(local.target), full.target];
  try {
    const ratios = [];
    for (const scenario of SCENARIOS) {
      const options = { scenario, repeat: plan.repeat, c: 8, d: plan.span };
      const results = await load(binary, targets, options, plan.timeoutMs);
      if (results.some(({ errors }) => errors > 0)) throw new Error(`${scenario}: errors of the server`);
      const [without, withAccess] = [costOf(results, 'local'), costOf(results, 'full')];
      ratios.push({ scenario, without, withAccess, ratio: withAccess / without });
    }
    const texts = ratios.map(
      ({ scenario, without, withAccess, ratio }) =>
        `${scenario} ${withAccess.toFixed(2)} ms beside ${without.toFixed(2)} ms (× ${ratio.toFixed(2)})`,
    );
    return {
      line: `with keys, roles and audit log, CPU: ${texts.join(', ')}; goal × ${RATIO_MAX}`,
      isReached: ratios.every(({ ratio }) => ratio <= RATIO_MAX),
    };
  } finally {
    await Promise.all([full.stop(), local.stop()]);
  }
};
