import { Secret } from '@orch/kernel';
import { z } from 'zod';

const flag = (on: boolean) =>
  z
    .enum(['on', 'off', 'true', 'false', '1', '0'])
    .default(on ? 'on' : 'off')
    .transform((v) => v === 'on' || v === 'true' || v === '1');
const secret = z
  .string()
  .min(1)
  .transform((v) => new Secret(v))
  .optional();
const whole = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

/** Every setting of the server, by the name of its environment variable. */
export const configSchema = z.object({
  ORCH_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on. Anything but loopback turns local mode off.'),
  ORCH_PORT: whole(4200, 0, 65_535).describe('Port to listen on; 0 takes a free one.'),
  ORCH_HOME: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of embedded data, logs and CLI profiles. Default: ~/.orch'),
  ORCH_DATABASE_URL: secret.describe(
    'External PostgreSQL (15 or newer), e.g. postgresql://orch:PASSWORD@db:5432/orch. Absent: embedded.',
  ),
  ORCH_PUBLIC_URL: z
    .url()
    .transform((v) => v.replace(/\/+$/, ''))
    .optional()
    .describe('What links and callbacks are built from, e.g. https://orch.example.com'),
  ORCH_ROLE: z.enum(['all', 'api', 'background']).default('all').describe('What this process does.'),
  ORCH_LOCAL_MODE: flag(true).describe('off: ask for credentials even on loopback.'),
  ORCH_SECRET_KEY: secret.describe('32 bytes, base64: root key of secrets at rest.'),
  ORCH_SECRET_KEY_PREVIOUS: z
    .string()
    .transform((v) => v.split(',').flatMap((key) => (key.trim() === '' ? [] : [new Secret(key.trim())])))
    .optional()
    .describe(
      'More root keys, separated by commas: they open what they sealed, new secrets take the one above.',
    ),
  ORCH_BOOTSTRAP_EMAIL: z.email().optional().describe('E-mail of the first owner of an empty database.'),
  ORCH_BOOTSTRAP_PASSWORD: secret.describe('Password of the first owner.'),
  ORCH_BOOTSTRAP_API_KEY: secret.describe('API key of the first owner, accepted exactly as given.'),
  ORCH_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least level that is logged.'),
  ORCH_DATABASE_CONNECTIONS: whole(10, 2, 500).describe('Connections of one process to PostgreSQL.'),
  ORCH_STATEMENT_TIMEOUT_MS: whole(10_000, 100, 600_000).describe(
    'Milliseconds after which a database statement is given up.',
  ),
  ORCH_BODY_BYTES_MAX: whole(5 * 1024 * 1024, 1024, 100 * 1024 * 1024).describe(
    'Largest request body in bytes.',
  ),
  ORCH_LONG_POLL_SECONDS: z.coerce
    .number()
    .min(0)
    .max(50)
    .default(25)
    .describe('Seconds that an empty poll for runs is held open; 0 answers at once.'),
  ORCH_RUN_SILENCE_SECONDS: z.coerce
    .number()
    .int()
    .min(10)
    .max(86_400)
    .optional()
    .describe(
      'Seconds without a heartbeat after which a running run is Crashed. Default: three of its intervals, at least 90.',
    ),
});

type Parsed = z.output<typeof configSchema>;

/** The one configuration object; nothing else reads the environment. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly role: 'all' | 'api' | 'background';
  /** Requests without credentials act as the owner of `local/default`. */
  readonly localMode: boolean;
  readonly databaseUrl: Secret<string>;
  readonly databaseConnectionsMax: number;
  readonly statementTimeoutMs: number;
  readonly bodyBytesMax: number;
  readonly logLevel: Parsed['ORCH_LOG_LEVEL'];
  /** Root key of secrets at rest, base64. */
  readonly secretKey: Secret<string>;
  /** Root keys that only open. */
  readonly previousSecretKeys: readonly Secret<string>[];
  readonly bootstrap: {
    readonly email: string | undefined;
    readonly password: Secret<string> | undefined;
    readonly apiKey: Secret<string> | undefined;
  };
  readonly longPollSeconds: number;
  /** How long the process of a run may be silent; undefined: by its own heartbeats. */
  readonly runSilenceSeconds: number | undefined;
}

/** Injection token of the configuration. */
export const CONFIG = Symbol('CONFIG');

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Where the database is. */
export interface DatabasePlace {
  readonly databaseUrl: string;
  readonly embedded: boolean;
}

function missing(name: string): never {
  throw new Error(`${name}: is needed (32 bytes, base64): openssl rand -base64 32`);
}

/**
 * Reads and checks the environment.
 * @param place where the database is; `embedded` allows local mode.
 * @throws Error with one line that names the variable, when a value is wrong.
 */
export function loadConfig(env: Record<string, string | undefined>, place: DatabasePlace): Config {
  const known = Object.fromEntries(
    Object.keys(configSchema.shape).flatMap((k) => (env[k] ? [[k, env[k]]] : [])),
  );
  const result = configSchema.safeParse(known);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`${String(issue?.path[0])}: ${issue?.message}`);
  }
  const e = result.data;
  return {
    host: e.ORCH_HOST,
    port: e.ORCH_PORT,
    publicUrl: e.ORCH_PUBLIC_URL,
    role: e.ORCH_ROLE,
    localMode:
      e.ORCH_LOCAL_MODE && place.embedded && LOOPBACK.has(e.ORCH_HOST) && e.ORCH_PUBLIC_URL === undefined,
    databaseUrl: new Secret(place.databaseUrl),
    databaseConnectionsMax: e.ORCH_DATABASE_CONNECTIONS,
    statementTimeoutMs: e.ORCH_STATEMENT_TIMEOUT_MS,
    bodyBytesMax: e.ORCH_BODY_BYTES_MAX,
    logLevel: e.ORCH_LOG_LEVEL,
    secretKey: e.ORCH_SECRET_KEY ?? missing('ORCH_SECRET_KEY'),
    previousSecretKeys: e.ORCH_SECRET_KEY_PREVIOUS ?? [],
    bootstrap: {
      email: e.ORCH_BOOTSTRAP_EMAIL,
      password: e.ORCH_BOOTSTRAP_PASSWORD,
      apiKey: e.ORCH_BOOTSTRAP_API_KEY,
    },
    longPollSeconds: e.ORCH_LONG_POLL_SECONDS,
    runSilenceSeconds: e.ORCH_RUN_SILENCE_SECONDS,
  };
}
