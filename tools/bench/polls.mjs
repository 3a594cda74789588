// Polls against backlogs, own and of others, and polls that are held.
import { step } from '../launch/report.mjs';
import { BACKLOG_POOL, makeBacklog } from './backlog.mjs';
import { heldPollsLine, measureHeldPolls } from './held-polls.mjs';
import { load } from './loadgen.mjs';
import { startOurs } from './targets.mjs';

/** @returns {Promise<object[]>} results of the load generator */
export const measurePolls = async ({ cluster, binary, targets, plan, databases }) => {
  const fills = [];
  for (const target of targets) fills.push(await makeBacklog(cluster, databases[target.name], target));
  const results = [];
  for (const { backlog, beside, repeat, workers, span, timeoutMs } of plan) {
    const label = `poll, backlog ${backlog}${beside ? ` beside ${beside}` : ''}`;
    await step(label, async () => {
      for (const fill of fills) await fill(backlog);
      await cluster.settle();
      const pool = backlog > 0 ? { pool: BACKLOG_POOL } : {};
      const options = { scenario: 'poll', repeat, workers, backlog, d: span, ...pool };
      const found = await load(binary, targets, options, timeoutMs);
      for (const result of found) result.params.beside = beside;
      results.push(...found);
    });
  }
  return results;
};

/** A thousand waiting workers of a server that holds their polls, with a database of its own. */
export const measureHeld = async (cluster, database, plan) => {
  const server = await startOurs(cluster, database, { ORCH_LONG_POLL_SECONDS: '25', ORCH_ROLE: 'api' });
  try {
    await cluster.settle();
    const result = await measureHeldPolls(server.target, plan);
    return { ...result, ...heldPollsLine(result) };
  } finally {
    await server.stop();
  }
};
