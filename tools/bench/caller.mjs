/**
 * Calls a server's API.
 * @param {{ api: string, key?: string }} target
 * @returns {(method: string, path: string, body?: unknown) => Promise<any>} throws what the server answered instead
 */
export const callerOf =
  ({ api, key }) =>
  async (method, path, body) => {
    const answer = await fetch(`${api}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
    return answer.json();
  };
