#!/usr/bin/env node
// Stand-in for the native `schema-engine` that Prisma's command line would download: the same flags and the same
// JSON-RPC over standard input and output, answered by the official WebAssembly build.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { adapterFactory, asAdministrator } from './schema-engine/adapter.mjs';
import { loadSchemaEngine, panicText } from './schema-engine/wasm.mjs';

const RPC_FAILURE = 4466;
const string = { type: 'string' };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { ...string, multiple: true },
    datasource: string,
    'enabled-preview-features': string,
    'extension-types': string,
    version: { type: 'boolean' },
  },
});
const datasource = values.datasource ? JSON.parse(values.datasource) : {};

const log = (level, target, fields) =>
  process.stderr.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target })}\n`);
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

const PRISMA_CODES = { '3D000': 'P1003', '28P01': 'P1000' };
const COMMANDS = {
  'can-connect-to-database': async () => {
    const client = new pg.Client({ connectionString: datasource.url });
    await client.connect();
    await client.end();
  },
  'create-database': () =>
    asAdministrator(datasource.url, (client, name) =>
      client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`),
    ),
  'drop-database': () =>
    asAdministrator(datasource.url, (client, name) =>
      client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
    ),
};

/** `schema-engine cli <command>`: one question about the database itself, answered by the exit code. */
const runCommand = async (name) => {
  try {
    await COMMANDS[name]();
    return 0;
  } catch (error) {
    log('INFO', 'schema_engine', { message: 'start' });
    log('ERROR', 'schema_engine::logger', {
      is_panic: false,
      error_code: PRISMA_CODES[error.code] ?? 'P1001',
      message: error.message,
    });
    return 1;
  }
};

/** The WebAssembly build cannot reach a shadow database in this one method: the answer is read from a diff. */
const evaluateDataLoss = async (engine, { migrationsList, schema, filters }) => {
  const { stdout = '' } = await engine.diff({
    from: { tag: 'migrations', ...migrationsList },
    to: { tag: 'schemaDatamodel', ...schema },
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters,
  });
  const losses = stdout.split('\n').filter((line) => /DROP (TABLE|COLUMN|TYPE)|SET DATA TYPE/.test(line));
  return {
    migrationSteps: /empty migration/.test(stdout) ? 0 : 1,
    unexecutableSteps: [],
    warnings: losses.map((message) => ({ message, stepIndex: 0 })),
  };
};

const failureOf = (error) => {
  const text = typeof error === 'string' ? error : (error?.message ?? String(error));
  let details = {};
  try {
    details = JSON.parse(text);
  } catch {
    // Plain words.
  }
  const data = {
    is_panic: panicText() !== '',
    message: panicText() || text,
    meta: error?.meta ?? null,
    error_code: error?.code ?? null,
  };
  return {
    code: RPC_FAILURE,
    message: 'An error happened. Check the data field for details.',
    data: { ...data, ...details },
  };
};

const serve = async () => {
  let current = null;
  // A panic surfaces as an uncaught error, not as a rejection of the call.
  process.on('uncaughtException', (error) => {
    const message = panicText() || String(error.stack);
    send({
      id: current,
      error: { code: RPC_FAILURE, message, data: { is_panic: true, message, meta: null, error_code: null } },
    });
    setImmediate(() => process.exit(101));
  });
  const SchemaEngine = await loadSchemaEngine();
  const datamodels = values.datamodels?.map((path) => [path, readFileSync(path, 'utf8')]);
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory(datasource));
  const onMessage = (message) => log('INFO', 'schema_engine', { message: String(message) });
  let engine;
  let printed = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    if (!method) continue; // an answer to our `print`
    current = id;
    try {
      engine ??= await SchemaEngine.new({ datamodels }, onMessage, factory);
      const result =
        method === 'evaluateDataLoss'
          ? await evaluateDataLoss(engine, params)
          : await engine[method === 'getDatabaseVersion' ? 'version' : method](params);
      if (method === 'diff' && result?.stdout)
        send({ id: (printed += 1), method: 'print', params: { content: result.stdout } });
      send({ id, result: result ?? {} });
    } catch (error) {
      send({ id, error: failureOf(error) });
    }
  }
  return 0;
};

if (values.version) process.stdout.write('schema-engine-cli wasm\n');
else process.exit(positionals[0] === 'cli' ? await runCommand(positionals[1]) : await serve());
