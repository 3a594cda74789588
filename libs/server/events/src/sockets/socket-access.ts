import { OrchError } from '@orch/kernel';
import {
  type Access,
  type AccessResolver,
  type Addressed,
  type Config,
  type RequestGate,
  type Scope,
  authenticate,
} from '@orch/platform';
import type { IncomingHttpHeaders } from 'node:http';
import { CLOSE, type SocketConnection } from './socket-connection.ts';

/** What a socket was opened with. */
export interface Knock {
  readonly headers: IncomingHttpHeaders;
  readonly addressed: Addressed;
  /** The subprotocol that was agreed on: with `prefect`, credentials come in the first message. */
  readonly protocol: string;
  /** Where the connection comes from. */
  readonly address: string;
  /** Variable parts of the path. */
  readonly params: Readonly<Record<string, string>>;
}

/** Close reasons of a socket whose protocol fixes the words. */
export interface RefusalWords {
  readonly authentication: string;
  readonly authorization: string;
}

/** The way in, the same as for requests; `check` can be asked again at any time. */
export class SocketAccess {
  private token: string | undefined;

  constructor(
    private readonly resolver: AccessResolver,
    private readonly config: Config,
    private readonly knock: Knock,
    private readonly permission: Scope,
    private readonly words?: RefusalWords,
    private readonly gate?: RequestGate,
  ) {}

  /**
   * Lets a connection in, or closes it.
   * @throws SocketEnded
   */
  async enter(connection: SocketConnection): Promise<Access> {
    const withMessage = this.knock.protocol === 'prefect';
    if (withMessage) await this.readToken(connection);
    const access = await this.check().catch((error: unknown) => {
      throw refuse(connection, error, this.words);
    });
    if (withMessage) connection.send('{"type":"auth_success"}');
    return access;
  }

  /** @throws OrchError `auth.required`, `auth.forbidden`, `host.refused`, `origin.refused`, `not_found`, `database.unavailable` */
  async check(): Promise<Access> {
    const { headers, addressed } = this.knock;
    // a key of the first message wins over what the socket was opened with, as a header does
    const given = this.token === undefined ? headers : { ...headers, authorization: `Bearer ${this.token}` };
    const principal = await authenticate(this.resolver, this.config, given, 'socket');
    const access = await this.resolver.accessOf(principal, addressed);
    if (!access) throw new OrchError('not_found');
    if (!access.granted.has(this.permission))
      throw new OrchError('auth.forbidden', { permission: this.permission });
    await this.gate?.admitAddress(this.knock.address, access);
    return access;
  }

  private async readToken(connection: SocketConnection): Promise<void> {
    const { type, token } = await connection.receiveObject();
    if (type !== 'auth')
      throw connection.close(CLOSE.policyViolation, this.words?.authentication ?? "Expected 'auth' message");
    if (token === null || token === undefined || token === '') return;
    // a client that only knows Basic credentials sends `name:key`
    const key = typeof token === 'string' ? token.slice(token.indexOf(':') + 1) : '';
    // a password with blanks is no key of ours: see docs/decisions/0015-keys-of-other-servers-in-local-mode.md
    if (this.config.localMode && typeof token === 'string' && /\s/.test(key)) return;
    if (!/^\S+$/.test(key))
      throw connection.close(CLOSE.policyViolation, this.words?.authentication ?? 'Invalid token');
    this.token = key;
  }
}

/** Closes a connection for which access was refused. */
export function refuse(connection: SocketConnection, error: unknown, words?: RefusalWords): Error {
  if (!(error instanceof OrchError) || error.status >= 500)
    return connection.close(CLOSE.tryAgainLater, 'try again later');
  if (words) {
    const reason = error.code === 'auth.required' ? words.authentication : words.authorization;
    return connection.close(CLOSE.policyViolation, reason);
  }
  const reason =
    error.code === 'auth.required' ? 'Invalid token' : error.code === 'not_found' ? 'Not found' : 'Forbidden';
  return connection.close(CLOSE.policyViolation, reason);
}
