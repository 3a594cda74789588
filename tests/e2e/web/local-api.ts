import type { WebServer } from './web-server.ts';

/** Requests as clients send them, in the workspace that a machine in local mode has. */
export interface LocalApi {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  setState(kind: 'flow' | 'task', id: string, type: string, rest?: object): Promise<unknown>;
}

/** Each caller names the answer of its route. */
export function localApi(server: () => WebServer): LocalApi {
  const send = async <T>(path: string, options: RequestInit): Promise<T> => {
    const answer = await fetch(`${server().url}/api${path}`, {
      ...options,
      headers: { 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  };
  const post = <T>(path: string, body: unknown): Promise<T> =>
    send<T>(path, { method: 'POST', body: JSON.stringify(body) });
  return {
    get: (path) => send(path, { method: 'GET' }),
    post,
    setState: (kind, id, type, rest = {}) =>
      post(`/${kind}_runs/${id}/set_state`, { state: { type, ...rest }, force: true }),
  };
}
