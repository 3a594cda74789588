// `npm run audit:verify`: recomputes every chain of the audit log, of ORCH_DATABASE_URL or of the embedded database in
// ORCH_HOME, whether servers run or not. Ends with 1 and names the first line of a chain that is not as it was written.
import { pathToFileURL } from 'node:url';
import { embeddedDatabaseUrl } from './embedded-pg.mjs';
import { homePath } from './launch/home.mjs';
import { serverBundle } from './launch/launch.mjs';
import { oneLine, say, StartError } from './launch/report.mjs';
import { prepare } from './test/bootstrap.mjs';

const REASONS = {
  edited: 'was changed after it was written',
  missing: 'is gone',
  unlinked: 'does not continue the line before it',
  unexpected: 'stands beyond the end of the chain',
  end: 'is not the end that the chain had',
};

const verify = async (env, home) => {
  const databaseUrl = env.ORCH_DATABASE_URL ?? embeddedDatabaseUrl(home);
  if (!databaseUrl) throw new StartError(`there is no database in ${home}; is ORCH_HOME right?`);
  const { verifyAudit } = await import(pathToFileURL(await serverBundle()).href);
  let [chains, lines, bad] = [0, 0, 0];
  await verifyAudit({ databaseUrl }, (chain) => {
    chains += 1;
    lines += chain.checked;
    if (!chain.bad) return;
    bad += 1;
    const { sequence, id, reason } = chain.bad;
    say(`account ${chain.accountId}: line ${sequence}${id ? ` (${id})` : ''} ${REASONS[reason]}`);
  });
  if (bad > 0) throw new StartError(`${bad} of ${chains} chains are broken`);
  say(`${lines} lines in ${chains} chains are as they were written`);
};

try {
  if (await prepare()) await verify(process.env, homePath(process.env));
} catch (error) {
  const cause = error.errors?.[0] ?? error;
  const isDown = cause.code === 'ECONNREFUSED' || /cannot be reached|ECONNREFUSED/.test(cause.message ?? '');
  process.stderr.write(
    `orch: ${isDown ? 'the database cannot be reached: is the server running?' : oneLine(cause)}\n`,
  );
  process.exitCode = 1;
}
