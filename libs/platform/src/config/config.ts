import { Secret } from '@orch/kernel';
import { z } from 'zod';
import { isCidr } from '../egress/egress-rules.ts';

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
/** Texts separated by commas or spaces. */
const words = z.string().transform((v) => v.split(/[\s,]+/).filter((word) => word !== ''));
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
  ORCH_SIGN_UP: z
    .enum(['open', 'invitation', 'closed'])
    .optional()
    .describe(
      'Who may sign up: anybody, who was invited, nobody. Default: open in local mode, else invitation.',
    ),
  ORCH_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be smtp://… or smtps://…' })
    .transform((v) => new Secret(v))
    .optional()
    .describe(
      'Mail server, e.g. smtps://USER:PASSWORD@mail.example.com:465. Absent: mails are logged and shown to owners.',
    ),
  ORCH_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]+$/, 'must be one line')
    .optional()
    .describe(
      'Sender of mails, e.g. Orch <orch@example.com>. Default: no-reply at the host of the public URL.',
    ),
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
  ORCH_DELETED_KEPT_DAYS: whole(14, 0, 3_650).describe(
    'Days that a deleted account or workspace can be restored; then it is removed for good.',
  ),
  ORCH_EVENTS_KEPT_DAYS: whole(30, 0, 3_650).describe(
    'Days that events and firings of automations are kept, and up to a week more; 0: for ever.',
  ),
  ORCH_LOGS_KEPT_DAYS: whole(0, 0, 3_650).describe(
    'Days that logs are kept, and up to a week more; 0: for ever.',
  ),
  ORCH_STATES_KEPT_DAYS: whole(0, 0, 3_650).describe(
    'Days that former states of runs are kept, and up to four weeks more; 0: for ever. What a run is now stays.',
  ),
  ORCH_EGRESS_ALLOW: words
    .refine((ranges) => ranges.every(isCidr), 'must be CIDR ranges, separated by commas')
    .optional()
    .describe(
      'Private addresses that webhooks, notifications and identity providers may have: CIDR ranges, separated by commas.',
    ),
  ORCH_OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine((v) => !/[?#]|\/\.well-known\//.test(v), 'must be the issuer, not the address of its metadata')
    .transform((v) => new URL(v))
    .optional()
    .describe('Issuer of the identity provider of the whole server, e.g. https://example.okta.com'),
  ORCH_OIDC_CLIENT_ID: z.string().min(1).optional().describe('What the provider knows this server by.'),
  ORCH_OIDC_CLIENT_SECRET: secret.describe('Secret of the client. Absent: a public client (PKCE only).'),
  ORCH_OIDC_NAME: z
    .string()
    .min(1)
    .default('Single sign-on')
    .describe('What the button of the provider says.'),
  ORCH_OIDC_SCOPES: words
    .prefault('openid,email,profile')
    .describe('What is asked of the provider, separated by commas; openid is always asked.'),
  ORCH_OIDC_GROUP_CLAIM: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Claim with the groups of a person; connections with the same issuer map them to roles and teams.',
    ),
  ORCH_TRUSTED_PROXIES: words
    .refine((ranges) => ranges.every(isCidr), 'must be CIDR ranges, separated by commas')
    .optional()
    .describe(
      'Proxies whose X-Forwarded-For is believed: CIDR ranges, separated by commas. Default: private addresses when ORCH_PUBLIC_URL is set, else none.',
    ),
  ORCH_RATE_LIMIT_PER_KEY: whole(0, 0, 100_000_000).describe(
    'Requests a minute that one API key or session may make to one process; 0: no limit.',
  ),
  ORCH_RATE_LIMIT_PER_ACCOUNT: whole(0, 0, 100_000_000).describe(
    'Requests a minute that one account may make to one process; 0: no limit.',
  ),
  ORCH_WEBHOOK_CALLS_PER_MINUTE: whole(600, 0, 100_000_000).describe(
    'Calls a minute that one webhook takes in one process, and a fifth of what one address may make; 0: no limit.',
  ),
});

type Parsed = z.output<typeof configSchema>;

/** An identity provider that is configured by the environment. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret<string> | undefined;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly groupClaim: string | undefined;
}

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
  readonly signUp: 'open' | 'invitation' | 'closed';
  readonly mail: {
    /** Holds credentials. Without it nothing is sent. */
    readonly smtpUrl: Secret<string> | undefined;
    readonly from: string;
  };
  readonly longPollSeconds: number;
  /** How long the process of a run may be silent; undefined: by its own heartbeats. */
  readonly runSilenceSeconds: number | undefined;
  /** How long a deleted account or workspace can be brought back. */
  readonly deletedKeptDays: number;
  /** How long what grows with time is kept; 0: for ever. */
  readonly kept: { readonly eventsDays: number; readonly logsDays: number; readonly statesDays: number };
  /** Proxies that say where a request comes from: CIDR ranges, or names of ranges that fastify knows. */
  readonly trustedProxies: readonly string[];
  /** Requests a minute to this process; 0: no limit. */
  readonly rateLimits: {
    readonly perKey: number;
    readonly perAccount: number;
    readonly perWebhook: number;
  };
  /** Ranges of private addresses that outbound requests may reach. */
  readonly egressAllow: readonly string[];
  /** The identity provider of the whole server. */
  readonly oidc: OidcConfig | undefined;
}

/** Injection token of the configuration. */
export const CONFIG = Symbol('CONFIG');

/** Where a reverse proxy in front of the server usually stands. */
const PRIVATE_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

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
  const localMode =
    e.ORCH_LOCAL_MODE && place.embedded && LOOPBACK.has(e.ORCH_HOST) && e.ORCH_PUBLIC_URL === undefined;
  return {
    host: e.ORCH_HOST,
    port: e.ORCH_PORT,
    publicUrl: e.ORCH_PUBLIC_URL,
    role: e.ORCH_ROLE,
    localMode,
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
    signUp: e.ORCH_SIGN_UP ?? (localMode ? 'open' : 'invitation'),
    mail: {
      smtpUrl: e.ORCH_SMTP_URL,
      from:
        e.ORCH_MAIL_FROM ?? `Orch <no-reply@${new URL(e.ORCH_PUBLIC_URL ?? 'http://localhost').hostname}>`,
    },
    longPollSeconds: e.ORCH_LONG_POLL_SECONDS,
    runSilenceSeconds: e.ORCH_RUN_SILENCE_SECONDS,
    deletedKeptDays: e.ORCH_DELETED_KEPT_DAYS,
    kept: {
      eventsDays: e.ORCH_EVENTS_KEPT_DAYS,
      logsDays: e.ORCH_LOGS_KEPT_DAYS,
      statesDays: e.ORCH_STATES_KEPT_DAYS,
    },
    trustedProxies: e.ORCH_TRUSTED_PROXIES ?? (e.ORCH_PUBLIC_URL === undefined ? [] : PRIVATE_RANGES),
    rateLimits: {
      perKey: e.ORCH_RATE_LIMIT_PER_KEY,
      perAccount: e.ORCH_RATE_LIMIT_PER_ACCOUNT,
      perWebhook: e.ORCH_WEBHOOK_CALLS_PER_MINUTE,
    },
    egressAllow: e.ORCH_EGRESS_ALLOW ?? [],
    oidc: oidcOf(e),
  };
}

function oidcOf(e: Parsed): OidcConfig | undefined {
  if (e.ORCH_OIDC_ISSUER === undefined) return undefined;
  if (e.ORCH_OIDC_CLIENT_ID === undefined)
    throw new Error('ORCH_OIDC_CLIENT_ID: is needed with ORCH_OIDC_ISSUER');
  return {
    issuer: e.ORCH_OIDC_ISSUER.href,
    clientId: e.ORCH_OIDC_CLIENT_ID,
    clientSecret: e.ORCH_OIDC_CLIENT_SECRET,
    name: e.ORCH_OIDC_NAME,
    scopes: e.ORCH_OIDC_SCOPES,
    groupClaim: e.ORCH_OIDC_GROUP_CLAIM,
  };
}
