import { ActionFailed } from '../actions/action-failed.ts';

/** Where mails are handed in. `any`: encrypted when the server offers it. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: 'ssl' | 'starttls' | 'insecure' | 'any';
  readonly username: string;
  readonly password: string;
}

/** Names that the block of prefect-email knows servers by. */
const SERVERS: Readonly<Record<string, string>> = {
  aol: 'smtp.aol.com',
  att: 'smtp.mail.att.net',
  comcast: 'smtp.comcast.net',
  icloud: 'smtp.mail.me.com',
  gmail: 'smtp.gmail.com',
  outlook: 'smtp-mail.outlook.com',
  yahoo: 'smtp.mail.yahoo.com',
};
const PORTS = { ssl: 465, starttls: 587, insecure: 25 } as const;
type Security = keyof typeof PORTS;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The block tells the security by name or by the port it usually has. */
function securityOf(type: unknown): Security {
  const given = String(type ?? 'ssl').toLowerCase();
  const found = (Object.keys(PORTS) as Security[]).find(
    (name) => name === given || String(PORTS[name]) === given,
  );
  if (!found) throw new ActionFailed('The block was invalid: smtp_type is none of SSL, STARTTLS, INSECURE');
  return found;
}

/**
 * The server of a block `email-server-credentials`. Upstream: prefect-email, EmailServerCredentials (0.4).
 * @throws ActionFailed
 */
export function mailServerOf(data: Readonly<Record<string, unknown>>): MailServer {
  const server = text(data['smtp_server']) || 'gmail';
  const security = securityOf(data['smtp_type']);
  const port = data['smtp_port'] ?? PORTS[security];
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535)
    throw new ActionFailed('The block was invalid: smtp_port is no port');
  return {
    host: Object.hasOwn(SERVERS, server.toLowerCase()) ? SERVERS[server.toLowerCase()]! : server,
    port,
    security,
    username: text(data['username']),
    password: text(data['password']),
  };
}

/** The server of the settings: `smtp://` or `smtps://`. */
export function mailServerOfUrl(smtpUrl: string): MailServer {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const isSsl = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSsl ? PORTS.ssl : PORTS.starttls) : Number(port),
    // credentials do not cross a network in the clear; a relay without them is taken as it is
    security: isSsl ? 'ssl' : username === '' || isLoopback(hostname) ? 'any' : 'starttls',
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
}

const isLoopback = (hostname: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
