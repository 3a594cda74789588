// The steps of `npm start`. The server runs in this same process: a second, waiting Node would cost some 45 MB.
import { existsSync, readdirSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { spawn } from 'node:child_process';
import { homePath, lockHome, makeHome, previousSecretKey, secretKey } from './home.mjs';
import { betterNode, continueWith } from './node.mjs';
import { installPackages, packagesAreMissing } from './packages.mjs';
import { bindAddress, checkFreeSpace, checkPortIsFree } from './preflight.mjs';
import { oneLine, say, StartError, step } from './report.mjs';
import { stopOnSignals } from './shutdown.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** `--main` and `--migrations` replace the server's bundle and the migrations folder; tests use them. */
const readArguments = (args) => {
  try {
    return parseArgs({ args, options: { main: { type: 'string' }, migrations: { type: 'string' } } }).values;
  } catch (error) {
    throw new StartError(
      `${error.message.split('.')[0]}; settings are environment variables, see docs/guides/hosting.md`,
    );
  }
};

/** Builds in another process: compiler and bundler must not stay in the server's memory. */
const build = () =>
  new Promise((done, failed) => {
    const child = spawn(process.execPath, [join(ROOT, 'tools/build.mjs'), '--if-needed'], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.once('error', failed);
    child.once('exit', (code) =>
      code === 0 ? done() : failed(new StartError('the server could not be built')),
    );
  });

/** @returns {Promise<string>} path of an up-to-date server bundle */
export const serverBundle = async () => {
  const { bundleIsStale, outputs } = await import('../build/stamp.mjs');
  const { main } = outputs(ROOT);
  // An image without sources brings its bundle.
  const isStale = existsSync(join(ROOT, 'apps/api/src/main.ts'))
    ? bundleIsStale(ROOT) || bundleIsStale(ROOT, 'web')
    : !existsSync(main);
  if (isStale) await step('building server and web application', build);
  return main;
};

/** Starts the embedded database of this home, or nothing when ORCH_DATABASE_URL names another. */
const startDatabase = async (env, home, undo) => {
  if (env.ORCH_DATABASE_URL) return { databaseUrl: env.ORCH_DATABASE_URL, embedded: false };
  makeHome(home);
  const unlock = lockHome(home);
  process.once('exit', unlock);
  undo.push(async () => unlock());
  const { startEmbeddedPostgres } = await import('../embedded-pg.mjs');
  const isFirst = !readdirSync(home).some((name) => name === 'postgres' || name === 'postgres-location');
  const begin = () => startEmbeddedPostgres({ home, say });
  const postgres = isFirst ? await step(`making the database in ${home}`, begin) : await begin();
  // Whatever ends this process, the database is asked to stop; after kill -9 the next start finds it.
  process.once('exit', postgres.signalStop);
  undo.push(postgres.stop);
  return { databaseUrl: postgres.databaseUrl, embedded: true, postgres };
};

const loadServer = async (path) => {
  module.enableCompileCache?.(join(ROOT, '.cache', 'compile'));
  const server = await import(pathToFileURL(path).href);
  if (typeof server.start !== 'function') throw new StartError(`${path} exports no start()`);
  return server;
};

const keysOfThisMachine = (home, embedded) => {
  if (!embedded)
    say(`ORCH_SECRET_KEY is not set: using ${join(home, 'secret-key')}; every process needs the same key`);
  makeHome(home);
  return keySettings(home);
};

/** The root keys in the files of a home, as the settings that the server reads. */
export const keySettings = (home) => {
  const previous = previousSecretKey(home);
  return { ORCH_SECRET_KEY: secretKey(home), ...(previous ? { ORCH_SECRET_KEY_PREVIOUS: previous } : {}) };
};

const startServer = async (env, home, options, undo) => {
  const main = options.main ? resolve(options.main) : await serverBundle();
  const { databaseUrl, embedded, postgres } = await startDatabase(env, home, undo);
  const { migrate } = await import('../migrate.mjs');
  await migrate(databaseUrl, {
    log: say,
    ...(options.migrations ? { folder: resolve(options.migrations) } : {}),
  });
  const serverEnv = env.ORCH_SECRET_KEY ? env : { ...env, ...keysOfThisMachine(home, embedded) };
  const { start } = await loadServer(main);
  const server = await start(serverEnv, { databaseUrl, embedded });
  undo.push(() => server.stop());
  postgres?.onUnexpectedExit(() => {
    say(`the embedded database ended by itself; see ${join(home, 'logs', 'postgres.log')}`);
    process.exit(1);
  });
  return server;
};

/**
 * Brings everything up and keeps running until a signal ends it (exit code 0).
 * @param {string[]} args command line
 * @throws {Error} whose message is the one line to print
 */
export const launch = async (args) => {
  const startedMs = performance.now();
  const undo = [];
  try {
    const env = process.env;
    const options = readArguments(args);
    const home = homePath(env);
    await checkPortIsFree(bindAddress(env));
    if (!env.ORCH_DATABASE_URL) checkFreeSpace(home);
    if (packagesAreMissing(ROOT)) {
      checkFreeSpace(dirname(join(ROOT, 'node_modules')));
      await step('installing packages (about a minute)', () => installPackages(ROOT));
    }
    const binary = betterNode(ROOT);
    if (binary) return continueWith(binary);

    stopOnSignals(undo);
    const server = await startServer(env, home, options, undo);
    say(`ready in ${((performance.now() - startedMs) / 1000).toFixed(1)} s at ${server.url}`);
    for (const line of server.banner) process.stdout.write(`  ${line}\n`);
  } catch (error) {
    if (process.env.ORCH_LOG_LEVEL === 'debug') process.stderr.write(`${error?.stack ?? error}\n`);
    for (const back of undo.reverse()) await back().catch(() => {});
    throw new StartError(oneLine(error));
  }
};
