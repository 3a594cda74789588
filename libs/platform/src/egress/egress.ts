import { type Socket, connect, isIP } from 'node:net';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Agent, Dispatcher, request } from 'undici';
import { checkedLookup, resolveBySystem, type ResolveName } from './checked-lookup.ts';
import { EgressError } from './egress-error.ts';
import { EgressRules } from './egress-rules.ts';

export interface EgressRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | null;
  /** For everything: connection, answer, body. */
  readonly timeoutMs?: number;
  readonly bytesMax?: number;
  /** How many redirects are followed; each is checked like the first URL. None: the redirect is the answer. */
  readonly redirectsMax?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface EgressOptions {
  readonly rules: EgressRules;
  readonly resolve?: ResolveName;
}

type Scheme = 'https:' | 'http:';

/** How requests leave. */
interface Ways {
  readonly send: typeof request;
  readonly agents: Readonly<Record<Scheme, Agent>>;
}

const TIMEOUT_MS = 5_000;
const BYTES_MAX = 1024 * 1024;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const WITHOUT_BODY = new Set([204, 205, 304]);
/** Of a redirect to somewhere else, what must not travel along. */
const BOUND_TO_ORIGIN = new Set(['authorization', 'cookie', 'proxy-authorization']);

/**
 * The one way out for requests to addresses that users name (identity providers, webhooks, notifications). Only public
 * addresses and those the operator listed are reached, http only for listed ones, answers are small and quick.
 */
export class Egress implements OnModuleDestroy {
  private readonly rules: EgressRules;
  private readonly resolve: ResolveName;
  private ways: Promise<Ways> | undefined;

  constructor({ rules, resolve = resolveBySystem }: EgressOptions) {
    this.rules = rules;
    this.resolve = resolve;
  }

  /**
   * Like the standard `fetch`, with the answer read to its end.
   * @throws EgressError
   */
  async fetch(url: string | URL, request: EgressRequest = {}): Promise<Response> {
    const signal = AbortSignal.any([
      AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS),
      ...(request.signal ? [request.signal] : []),
    ]);
    let target = this.checked(url);
    let current = request;
    for (let left = request.redirectsMax ?? 0; ; left -= 1) {
      const response = await this.once(target, current, signal);
      const next = request.redirectsMax === undefined ? undefined : redirectOf(response, target);
      if (next === undefined) return response;
      if (left === 0) throw new EgressError('redirects', `${target.origin} redirects too often`);
      const following = this.checked(next);
      current = redirected(current, response.status, following.origin === target.origin);
      target = following;
    }
  }

  /**
   * An open connection for what is not HTTP, e.g. a mail server; the address is checked like those of requests.
   * @throws EgressError
   */
  async connect(host: string, port: number, timeoutMs = TIMEOUT_MS): Promise<Socket> {
    const mayConnect = (address: string): boolean =>
      this.rules.isListed(address) || this.rules.isPublic(address);
    const name = plainHost(host);
    if (isIP(name) !== 0 && !mayConnect(name)) throw new EgressError('address', `${name} is not allowed`);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: name, port, lookup: checkedLookup(this.resolve, mayConnect) });
      const failed = (error: EgressError): void => {
        socket.destroy();
        reject(error);
      };
      socket.setTimeout(timeoutMs, () => failed(new EgressError('timeout', `${name} took too long`)));
      socket.once('error', (error) =>
        failed(
          error instanceof EgressError
            ? error
            : new EgressError('connection', `${name} does not answer`, { cause: error }),
        ),
      );
      socket.once('connect', () => {
        socket.setTimeout(0).removeAllListeners('error').removeAllListeners('timeout');
        resolve(socket);
      });
    });
  }

  async onModuleDestroy(): Promise<void> {
    const ways = await this.ways;
    await Promise.all(Object.values(ways?.agents ?? {}).map((agent: Agent) => agent.destroy()));
  }

  /** A megabyte of HTTP client that most processes never need: loaded with the first request. */
  private async open(): Promise<Ways> {
    const { Agent: HttpAgent, request: send } = await import('undici');
    const agent = (scheme: Scheme): Agent =>
      new HttpAgent({
        connect: { lookup: checkedLookup(this.resolve, (address) => this.mayConnect(scheme, address)) },
        pipelining: 0, // every request has a connection of its own, and so an address that was checked for it
        maxHeaderSize: 32 * 1024,
      });
    return { send, agents: { 'https:': agent('https:'), 'http:': agent('http:') } };
  }

  /** Names are checked when they are resolved; here the rest: scheme, credentials, addresses written out. */
  private checked(given: string | URL): URL {
    const url = URL.canParse(String(given)) ? new URL(given) : undefined;
    if (!url || url.username !== '' || url.password !== '')
      throw new EgressError('url', 'not a URL, or one with credentials');
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw new EgressError('scheme', `${url.protocol} is not spoken`);
    // the URL parser made the dotted form of 0x7f000001, 2130706433, 0177.1 and their like
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !this.mayConnect(url.protocol, host))
      throw new EgressError('address', `${host} is not allowed`);
    return url;
  }

  private mayConnect(scheme: Scheme, address: string): boolean {
    return this.rules.isListed(address) || (scheme === 'https:' && this.rules.isPublic(address));
  }

  private async once(url: URL, request: EgressRequest, signal: AbortSignal): Promise<Response> {
    const { send, agents } = await (this.ways ??= this.open());
    try {
      const answer = await send(url, {
        dispatcher: agents[url.protocol as Scheme], // `checked` lets no other pass
        method: request.method ?? 'GET',
        headers: { ...request.headers, 'accept-encoding': 'identity' }, // what inflates has no size
        body: request.body ?? null,
        signal,
      });
      const body = await readUpTo(answer, request.bytesMax ?? BYTES_MAX);
      const isEmpty = WITHOUT_BODY.has(answer.statusCode);
      return new Response(isEmpty ? null : body, {
        status: answer.statusCode,
        headers: headersOf(answer),
      });
    } catch (error) {
      throw egressErrorOf(error, url, signal);
    }
  }
}

/** A host as the URL parser reads it: dotted whatever the notation was. @throws EgressError */
function plainHost(host: string): string {
  const text = isIP(host) === 6 ? `[${host}]` : host;
  const url =
    /^[^\s/?#@\\]+$/.test(text) && URL.canParse(`http://${text}/`) ? new URL(`http://${text}/`) : undefined;
  if (!url || url.port !== '' || url.username !== '') throw new EgressError('url', 'not the name of a host');
  return url.hostname.replace(/^\[|\]$/g, '');
}

async function readUpTo(answer: Dispatcher.ResponseData, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // leaving the loop destroys the stream, and with it the connection
    if (bytes > bytesMax) throw new EgressError('too_large', `more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf({ headers }: Dispatcher.ResponseData): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value ?? []].flat()) result.append(name, one);
  }
  return result;
}

function redirectOf(response: Response, from: URL): URL | undefined {
  const location = response.headers.get('location');
  if (!REDIRECTS.has(response.status) || location === null) return undefined;
  if (!URL.canParse(location, from.href)) throw new EgressError('url', `${from.origin} redirects to no URL`);
  return new URL(location, from);
}

/** As browsers do it: what was posted is posted again only by 307 and 308; credentials stay with their origin. */
function redirected(request: EgressRequest, status: number, isSameOrigin: boolean): EgressRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers ?? {}).filter(
      ([name]) => isSameOrigin || !BOUND_TO_ORIGIN.has(name.toLowerCase()),
    ),
  );
  const isRepeated = status === 307 || status === 308 || request.method === 'HEAD';
  return isRepeated ? { ...request, headers } : { ...request, headers, method: 'GET', body: null };
}

function egressErrorOf(error: unknown, url: URL, signal: AbortSignal): EgressError {
  if (error instanceof EgressError) return error;
  if (signal.aborted) return new EgressError('timeout', `${url.origin} took too long`, { cause: error });
  return new EgressError('connection', `${url.origin} does not answer`, { cause: error });
}
