import type { IdentityApp } from './identity-app.ts';

export const OUR_HOST = '127.0.0.1:4200';
const OURS = `http://${OUR_HOST}`;
const HOPS_MAX = 12;

export interface Visit {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** A browser that walks between us and an identity provider, with the cookies of both. */
export class SsoBrowser {
  readonly ours = new Map<string, string>();
  private readonly theirs = new Map<string, string>();
  csrf: string | undefined;

  constructor(
    readonly app: IdentityApp,
    readonly ip: string,
  ) {}

  /** One request to us. */
  async visit(
    path: string,
    options: { method?: 'GET' | 'POST' | 'DELETE'; body?: object } = {},
  ): Promise<Visit> {
    const { method = 'GET', body } = options;
    const response = await this.app.app.inject({
      method,
      url: path,
      remoteAddress: this.ip,
      headers: {
        host: OUR_HOST,
        'user-agent': 'test browser',
        cookie: cookieHeader(this.ours),
        ...(method === 'GET' ? {} : { origin: OURS }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.csrf === undefined ? {} : { 'x-orch-csrf': this.csrf }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    keep(this.ours, [response.headers['set-cookie'] ?? []].flat());
    return { status: response.statusCode, location: response.headers.location, body: response.body };
  }

  async json<T>(
    path: string,
    options: { method?: 'GET' | 'POST' | 'DELETE'; body?: object } = {},
  ): Promise<T> {
    const { body } = await this.visit(path, options);
    return JSON.parse(body) as T;
  }

  /** Follows the provider until it sends the browser back to us; returns that path. */
  async throughProvider(url: string): Promise<string> {
    let next = url;
    for (let hop = 0; hop < HOPS_MAX; hop += 1) {
      if (next.startsWith(OURS)) return next.slice(OURS.length);
      const response = await fetch(next, {
        redirect: 'manual',
        headers: { cookie: cookieHeader(this.theirs) },
      });
      keep(this.theirs, response.headers.getSetCookie());
      const location = response.headers.get('location');
      if (location === null) throw new Error(`${response.status} of ${next}: ${await response.text()}`);
      next = new URL(location, next).href;
    }
    throw new Error('the provider redirects for ever');
  }

  /** From the button of the sign-in page to our answer to the provider's redirect. */
  async signIn(providerId: string, next = '/dashboard'): Promise<Visit> {
    const start = await this.visit(`/api/auth/sso/start/${providerId}?next=${encodeURIComponent(next)}`);
    if (start.status !== 302 || start.location === undefined || start.location.startsWith(OURS)) return start;
    return this.visit(await this.throughProvider(start.location));
  }

  /** The user of the session, as our pages see it; also what they need to change something. */
  async whoAmI(): Promise<{ id: string; email: string; handle: string } | null> {
    const state = await this.json<{
      session: null | { csrf_token: string; user: { id: string; email: string; handle: string } };
    }>('/api/auth/state');
    this.csrf = state.session?.csrf_token;
    return state.session?.user ?? null;
  }
}

const cookieHeader = (cookies: ReadonlyMap<string, string>): string =>
  Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ');

function keep(cookies: Map<string, string>, headers: readonly string[]): void {
  for (const header of headers) {
    const [pair = '', ...flags] = header.split(';');
    const equals = pair.indexOf('=');
    const [name, value] = [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
    const isOver =
      value === '' || flags.some((flag) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(flag));
    if (isOver) cookies.delete(name);
    else cookies.set(name, value);
  }
}
