import type { CurrentSession } from '@orch/contract';
import type { IdentityApp } from './identity-app.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface Page {
  readonly status: number;
  // the body of whatever route the test called
  readonly body: ReturnType<typeof JSON.parse>;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
}

const HOST = '127.0.0.1:4200';

/** A browser on a page of ours: keeps the session cookie, and sends Origin and the token against forged requests. */
export class Browser {
  cookie: string | undefined;
  csrf: string | undefined;
  /** Headers of every request, such as another Origin. */
  headers: Record<string, string> = { origin: `http://${HOST}` };

  constructor(
    public app: IdentityApp,
    readonly ip = '203.0.113.7',
  ) {}

  async call(method: Method, path: string, body?: object): Promise<Page> {
    const response = await this.app.app.inject({
      method,
      url: path,
      remoteAddress: this.ip,
      headers: {
        host: HOST,
        'user-agent': 'test browser',
        'content-type': 'application/json',
        ...(this.cookie === undefined ? {} : { cookie: `other=1; ${this.cookie}` }),
        ...(this.csrf === undefined ? {} : { 'x-orch-csrf': this.csrf }),
        ...this.headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    this.take(response.headers['set-cookie']);
    const parsed = response.body === '' ? undefined : JSON.parse(response.body);
    this.csrf = (parsed?.session as CurrentSession | undefined)?.csrf_token ?? this.csrf;
    return { status: response.statusCode, body: parsed, headers: response.headers };
  }

  post(path: string, body: object = {}): Promise<Page> {
    return this.call('POST', path, body);
  }

  /** @throws Error when it did not work */
  async signUp(email: string, more: object = {}): Promise<CurrentSession> {
    const { status, body } = await this.post('/api/auth/sign-up', {
      email,
      password: GOOD_PASSWORD,
      ...more,
    });
    if (status !== 201) throw new Error(`sign-up answered ${status}: ${JSON.stringify(body)}`);
    return body.session;
  }

  signIn(email: string, password = GOOD_PASSWORD): Promise<Page> {
    return this.post('/api/auth/sign-in', { email, password });
  }

  private take(header: string | string[] | undefined): void {
    const [pair = ''] = String(Array.isArray(header) ? header[0] : (header ?? '')).split(';');
    if (pair === '') return;
    this.cookie = pair.endsWith('=') ? undefined : pair;
  }
}

export const GOOD_PASSWORD = 'violet lamp by the river';
