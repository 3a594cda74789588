import { apiErrorOf, ConnectionError } from './api-error.ts';
import type { AnswerOf, InputOf, RouteName } from './operation.ts';
import { type FailedTry, retryClassOf, retryDelayMs } from './retry.ts';
import { type ApiPlace, apiPlaceOf } from './workspace-url.ts';
import { pause } from './pause.ts';

export interface ApiClientOptions {
  readonly apiUrl: string;
  readonly key?: string | undefined;
  readonly userAgent: string;
  /** Seconds for one answer to begin; default 30. */
  readonly timeoutSeconds?: number;
  /** Tries per request; default 4. */
  readonly attemptsMax?: number;
  /** Shown with every request: who asks. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random?: () => number;
}
/** A request that is not in the contract, as `orch api` makes it. */
export interface RawRequest {
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses beside success that are an answer, no failure. */
  readonly answers?: readonly number[];
  /** Instead of the client's own: for answers that the server holds back. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal | undefined;
}

const AT_ROOT = /^\/(me|accounts|users|handles)(\/|$)/;
/** A member of what was thrown; fetch puts what happened into `cause`. */
const memberOf = (thrown: unknown, name: 'cause' | 'code' | 'message' | 'name'): unknown =>
  typeof thrown === 'object' && thrown !== null ? (thrown as Record<string, unknown>)[name] : undefined;
const codeOf = (thrown: unknown): string | null => {
  const code = memberOf(memberOf(thrown, 'cause'), 'code');
  return typeof code === 'string' ? code : null;
};

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'no such host',
  ECONNRESET: 'the connection was cut',
};
const reasonOf = (thrown: unknown): string => {
  if (memberOf(thrown, 'name') === 'TimeoutError') return 'no answer in time';
  const known = REASONS[codeOf(thrown) ?? ''];
  return (
    known ?? String(memberOf(memberOf(thrown, 'cause'), 'message') ?? memberOf(thrown, 'message') ?? thrown)
  );
};
/** A try without an answer. */
interface NoAnswer {
  readonly thrown: unknown;
}

/** Calls of the REST API, typed by the contract; retries what may be retried. */
export class ApiClient {
  readonly place: ApiPlace;
  readonly apiUrl: string;
  readonly #options: Required<Omit<ApiClientOptions, 'key'>> & { readonly key: string | undefined };

  constructor(options: ApiClientOptions) {
    this.apiUrl = options.apiUrl.replace(/\/+$/, '');
    this.place = apiPlaceOf(this.apiUrl);
    this.#options = {
      timeoutSeconds: 30,
      attemptsMax: 4,
      sleep: pause,
      random: Math.random,
      headers: () => ({}),
      ...options,
      key: options.key,
    };
  }

  /** The key this client shows; websockets send it in their first frame. */
  get key(): string | undefined {
    return this.#options.key;
  }

  /**
   * Calls a route of the contract.
   * @throws ApiError the server said no; ConnectionError there was no answer; TypeError for what JSON cannot say
   */
  async call<K extends RouteName>(route: K, input: InputOf<K>): Promise<AnswerOf<K>> {
    const [method = '', template = ''] = route.split(' ');
    const values: Readonly<Record<string, string>> = input.path ?? {};
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
    const response = await this.send(method, path, {
      query: input.query as Readonly<Record<string, unknown>> | undefined, // its members are known, their types are not
      body: input.body,
      signal: input.signal,
    });
    const text = await response.text().catch((error: unknown) => {
      input.signal?.throwIfAborted();
      throw new ConnectionError(this.place.root, 'the answer broke off', { cause: error });
    });
    return (text === '' ? undefined : JSON.parse(text)) as AnswerOf<K>; // the contract says what the server answers
  }

  /** Any request; `path` is relative to the workspace, or to the root for routes about people and accounts. */
  async send(method: string, path: string, request: RawRequest = {}): Promise<Response> {
    const kind = retryClassOf(method, path);
    const content = request.body === undefined ? undefined : JSON.stringify(request.body); // what JSON cannot say is no outage
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#try(method, path, request, content);
      if (outcome instanceof Response && (outcome.ok || request.answers?.includes(outcome.status)))
        return outcome;
      const failed = failedTry(outcome);
      const { attemptsMax, random, sleep } = this.#options;
      const options = { attemptsMax, random: random(), nowMs: Date.now() };
      const delayMs = retryDelayMs(kind, failed, attempt, options);
      if (delayMs === null) throw await this.#failure(outcome, method, path);
      await sleep(delayMs, request.signal);
    }
  }

  /** The whole URL of a path. */
  urlOf(path: string, query: Readonly<Record<string, unknown>> = {}): URL {
    const url = new URL(`${AT_ROOT.test(path) ? this.place.root : this.apiUrl}${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined && value !== null) url.searchParams.append(name, String(value));
    return url;
  }

  async #try(
    method: string,
    path: string,
    request: RawRequest,
    content: string | undefined,
  ): Promise<Response | NoAnswer> {
    const { key, userAgent, timeoutSeconds, headers } = this.#options;
    const timeout = AbortSignal.timeout((request.timeoutSeconds ?? timeoutSeconds) * 1000);
    try {
      return await fetch(this.urlOf(path, request.query), {
        method,
        redirect: 'manual', // a key is not carried to another server
        headers: {
          accept: 'application/json',
          'user-agent': userAgent,
          ...headers(),
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(content === undefined ? {} : { 'content-type': 'application/json' }),
          ...request.headers,
        },
        ...(content === undefined ? {} : { body: content }),
        signal: request.signal ? AbortSignal.any([timeout, request.signal]) : timeout,
      });
    } catch (error) {
      if (request.signal?.aborted) throw request.signal.reason;
      return { thrown: error };
    }
  }

  async #failure(outcome: Response | NoAnswer, method: string, path: string): Promise<Error> {
    const request = `${method} ${path}`;
    if (outcome instanceof Response)
      return apiErrorOf(
        outcome.status,
        outcome.statusText,
        await outcome.text(),
        request,
        outcome.headers.get('retry-after'),
      );
    return new ConnectionError(this.place.root, reasonOf(outcome.thrown), { cause: outcome.thrown });
  }
}

const failedTry = (outcome: Response | NoAnswer): FailedTry =>
  outcome instanceof Response
    ? { status: outcome.status, code: null, retryAfter: outcome.headers.get('retry-after') }
    : { status: null, code: codeOf(outcome.thrown), retryAfter: null };
