import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';
import { MapAdapter } from './map-adapter.ts';

/** Somebody the provider knows. */
export interface OktaUser {
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly groups?: readonly string[];
}

export interface OktaOptions {
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly redirectUris?: readonly string[];
  /** Claims travel in the ID token, instead of being asked for. */
  readonly fatIdToken?: boolean;
}

type Claims = Record<string, unknown>;
/** Changes what the token endpoint answers: claims and header of the ID token, which is signed again. */
export interface Tampering {
  readonly claims?: (claims: Claims) => Claims;
  readonly header?: (header: Claims) => Claims;
  /** Signs with another key than the published one. */
  readonly foreignKey?: boolean;
  readonly signature?: 'none';
  /** Leaves the ID token out. */
  readonly drop?: boolean;
}

const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const unb64 = (text: string): Claims => JSON.parse(Buffer.from(text, 'base64url').toString()) as Claims;

/** An identity provider as companies have them, on loopback: discovery, PKCE, groups; signs in whoever is `current`. */
export class OktaLike {
  readonly users = new Map<string, OktaUser>();
  current = '';
  tampering: Tampering | undefined;
  /** What was asked of it, `METHOD path`. */
  readonly asked: string[] = [];
  private provider!: Provider; // made with the configuration of this very object
  private readonly foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

  private constructor(
    private readonly server: Server,
    private readonly key: KeyObject,
    readonly issuer: string,
    readonly clientId: string,
    readonly clientSecret: string,
  ) {}

  static async start(options: OktaOptions = {}): Promise<OktaLike> {
    const { clientId = 'orch', clientSecret = 'orch-secret-0123456789' } = options;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // of TCP
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const okta = new OktaLike(server, privateKey, issuer, clientId, clientSecret);
    okta.provider = new Provider(issuer, okta.configuration(options));
    const handle = okta.provider.callback();
    server.on('request', (request, response) => void okta.serve(request, response, handle));
    return okta;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private configuration({ redirectUris, fatIdToken = false }: OktaOptions): Configuration {
    const jwk = { ...this.key.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' };
    return {
      adapter: MapAdapter,
      clients: [
        {
          client_id: this.clientId,
          client_secret: this.clientSecret,
          redirect_uris: [...(redirectUris ?? ['http://127.0.0.1:4200/api/auth/sso/callback'])],
          grant_types: ['authorization_code'],
          response_types: ['code'],
        },
      ],
      jwks: { keys: [jwk as never] }, // a key in the form that the provider wants
      cookies: { keys: ['test'] },
      pkce: { required: () => true },
      conformIdTokenClaims: !fatIdToken,
      scopes: ['openid', 'email', 'profile', 'groups'],
      claims: {
        openid: ['sub'],
        email: ['email', 'email_verified'],
        profile: ['given_name', 'family_name'],
        groups: ['groups'],
      },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
      ttl: {
        AuthorizationCode: 60,
        AccessToken: 300,
        IdToken: 300,
        Grant: 300,
        Interaction: 300,
        Session: 300,
      },
      findAccount: (_ctx, id) => ({
        accountId: id,
        claims: async () => ({ ...this.users.get(id), sub: id }) as never, // `groups` is not a standard claim
      }),
      // everybody agreed to everything when they were hired
      loadExistingGrant: async (ctx) => {
        const { client, session, provider } = ctx.oidc;
        const grant = new provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
        grant.addOIDCScope('openid email profile groups');
        await grant.save();
        return grant;
      },
    };
  }

  private async serve(
    request: IncomingMessage,
    response: ServerResponse,
    handle: (request: IncomingMessage, response: ServerResponse) => unknown,
  ): Promise<void> {
    this.asked.push(`${request.method} ${request.url}`);
    if (request.url?.startsWith('/interaction/')) return this.logIn(request, response);
    if (request.url === '/token' && this.tampering) this.tamper(response, this.tampering);
    handle(request, response);
  }

  /** Its log-in form, filled in. */
  private async logIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const result = this.users.has(this.current)
      ? { login: { accountId: this.current } }
      : { error: 'access_denied', error_description: 'no such person' };
    await this.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  private tamper(response: ServerResponse, how: Tampering): void {
    const end = response.end.bind(response) as (text: string) => ServerResponse;
    response.end = ((body: unknown) => {
      const answer = JSON.parse(String(body)) as { id_token?: string };
      if (answer.id_token !== undefined) answer.id_token = this.resigned(answer.id_token, how);
      if (how.drop) delete answer.id_token;
      const text = JSON.stringify(answer);
      response.setHeader('content-length', Buffer.byteLength(text));
      return end(text);
    }) as typeof response.end;
  }

  private resigned(token: string, how: Tampering): string {
    const [head = '', body = ''] = token.split('.');
    const header = how.header?.(unb64(head)) ?? unb64(head);
    const claims = how.claims?.(unb64(body)) ?? unb64(body);
    const signed = `${b64(header)}.${b64(claims)}`;
    if (how.signature === 'none') return `${signed}.`;
    const key = how.foreignKey ? this.foreign : this.key;
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  }
}
