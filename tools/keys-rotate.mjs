// `npm run keys:rotate`: seals every stored secret anew with the present root key, while servers go on working.
// `npm run keys:rotate -- --new` first makes a new key in ORCH_HOME (not needed where ORCH_SECRET_KEY is set).
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { embeddedDatabaseUrl } from './embedded-pg.mjs';
import { homePath, renewSecretKey, retireSecretKey } from './launch/home.mjs';
import { keySettings, serverBundle } from './launch/launch.mjs';
import { oneLine, say, StartError } from './launch/report.mjs';
import { prepare } from './test/bootstrap.mjs';

const SAID_EVERY_MS = 2_000;
const UNREADABLE_SAID_MAX = 10;

const makeKey = (env, home) => {
  if (env.ORCH_SECRET_KEY)
    throw new StartError(
      'the root key comes from ORCH_SECRET_KEY: put the new one there and the old one into ORCH_SECRET_KEY_PREVIOUS',
    );
  renewSecretKey(home);
  say(`a new root key is in ${home}/secret-key; restart the server, then run "npm run keys:rotate"`);
};

/** Where the database is, and the settings with which its servers run. */
const target = (env, home) => {
  const databaseUrl = env.ORCH_DATABASE_URL ?? embeddedDatabaseUrl(home);
  if (!databaseUrl) throw new StartError(`there is no database in ${home}; is ORCH_HOME right?`);
  const settings = env.ORCH_SECRET_KEY ? env : { ...env, ...keySettings(home) };
  return { settings, place: { databaseUrl, embedded: !env.ORCH_DATABASE_URL } };
};

const sayNowAndThen = () => {
  let saidMs = performance.now();
  return (resealed) => {
    if (performance.now() - saidMs < SAID_EVERY_MS) return;
    saidMs = performance.now();
    say(`${resealed} secrets sealed anew so far`);
  };
};

const rotate = async (env, home) => {
  const { settings, place } = target(env, home);
  const { rotateKeys } = await import(pathToFileURL(await serverBundle()).href);
  const report = await rotateKeys(settings, place, sayNowAndThen());
  say(`${report.resealed} secrets sealed anew`);
  for (const { workspaceId, table, rowId } of report.unreadable.slice(0, UNREADABLE_SAID_MAX))
    say(`no known key opens ${table} ${rowId} of workspace ${workspaceId}`);
  if (report.unreadable.length > 0)
    throw new StartError(
      `${report.unreadable.length} secrets could not be opened: is a key missing in ORCH_SECRET_KEY_PREVIOUS?`,
    );
  if (!report.isSettled)
    throw new StartError('a server goes on sealing with another key: restart it, then run this again');
  if (env.ORCH_SECRET_KEY)
    say('done: ORCH_SECRET_KEY_PREVIOUS may be removed; old backups still need the old key');
  else if (settings.ORCH_SECRET_KEY_PREVIOUS)
    say(`done: the old key is in ${retireSecretKey(home)}; only backups from before need it`);
};

try {
  if (await prepare()) {
    const { values } = parseArgs({ options: { new: { type: 'boolean' } } });
    const home = homePath(process.env);
    if (values.new) makeKey(process.env, home);
    else await rotate(process.env, home);
  }
} catch (error) {
  const isDown = error.code === 'database.unavailable';
  const line = isDown ? 'the database cannot be reached: is the server running?' : oneLine(error);
  process.stderr.write(`orch: ${line}\n`);
  process.exitCode = 1;
}
