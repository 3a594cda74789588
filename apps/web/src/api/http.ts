import { ApiError, toApiError } from './api-error.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

interface RequestOptions {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly signal?: AbortSignal;
}

const CSRF_HEADER = 'x-orch-csrf';
let csrfToken: string | undefined;
let onSessionEnded: () => void = () => {};

/** The token of the session that this tab has; sent with everything that changes something. */
export const setCsrfToken = (token: string | undefined): void => {
  csrfToken = token;
};

/** Called when an answer says that nobody is signed in any more. */
export const whenSessionEnds = (listener: () => void): void => {
  onSessionEnded = listener;
};

/** What a proxy says in the place of a server that is gone. */
const NO_ANSWER = new Set([502, 504]);
let isReached = true;
const reachListeners = new Set<() => void>();
const setReached = (reached: boolean): void => {
  if (reached === isReached) return;
  isReached = reached;
  for (const listener of reachListeners) listener();
};
/** Whether the last request had an answer. */
export const reach = {
  now: (): boolean => isReached,
  subscribe: (listener: () => void): (() => void) => {
    reachListeners.add(listener);
    return () => reachListeners.delete(listener);
  },
};

/** Where a request of this page goes. */
export const apiUrl = (path: string, query: RequestOptions['query'] = {}): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size > 0 ? `/api${path}?${search}` : `/api${path}`;
};

/**
 * One request to the REST API with the session's cookie. The type of the answer is the caller's word: it names the
 * contract's type of that route.
 * @throws ApiError with a sentence for people, and the errors of fields by name.
 */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  const answer = await send(method, path, options);
  return parseJson(await answer.text()) as T;
}

/** The answer to a POST as a file. @throws ApiError */
export async function download(path: string, body: unknown): Promise<Blob> {
  return (await send('POST', path, { body })).blob();
}

/** @throws ApiError for an answer that is no success, and for none. */
async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  const { body, query, signal } = options;
  const headers: Record<string, string> = {};
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET' && csrfToken !== undefined) headers[CSRF_HEADER] = csrfToken;
  let answer: Response;
  try {
    answer = await fetch(apiUrl(path, query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    setReached(false);
    throw new ApiError(0, 'The server cannot be reached. Check your connection and try again.');
  }
  setReached(!NO_ANSWER.has(answer.status));
  if (answer.ok) return answer;
  const parsed = parseJson(await answer.text());
  if (answer.status === 401 && !path.startsWith('/auth/')) onSessionEnded();
  throw toApiError(answer.status, parsed, answer.headers.get('retry-after'));
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The verbs, for readable callers. */
export const api = {
  get: <T>(path: string, query?: RequestOptions['query'], signal?: AbortSignal): Promise<T> =>
    request<T>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) }),
  post: <T = void>(path: string, body?: unknown): Promise<T> =>
    request<T>('POST', path, { body: body ?? {} }),
  patch: <T = void>(path: string, body: unknown): Promise<T> => request<T>('PATCH', path, { body }),
  put: <T = void>(path: string, body: unknown): Promise<T> => request<T>('PUT', path, { body }),
  delete: <T = void>(path: string): Promise<T> => request<T>('DELETE', path),
};
