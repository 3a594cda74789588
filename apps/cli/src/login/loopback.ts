import { createServer } from 'node:http';
import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** What the answer must carry to be of the log-in that was begun (RFC 6749 10.12, RFC 9207). */
export interface Expected {
  readonly state: string;
  readonly issuer: string;
}
export interface Loopback {
  readonly redirectUri: string;
  /** Resolves with the code. */
  readonly code: Promise<string>;
  readonly close: () => void;
}

const page = (text: string): string =>
  `<!doctype html><meta charset="utf-8"><title>orch</title><body style="font:16px system-ui;margin:20vh auto;max-width:24rem;text-align:center">${text}</body>`;

/** The code within an answer; null: this answer is not ours, keep waiting. @throws Failure the person said no */
export const codeFrom = (query: URLSearchParams, { state, issuer }: Expected): string | null => {
  if (query.get('state') !== state || query.get('iss') !== issuer) return null;
  const error = query.get('error');
  if (error !== null)
    throw new Failure(error === 'access_denied' ? 'the log-in was denied' : `the log-in failed: ${error}`);
  return query.get('code');
};

/** Waits on a port of this machine for the browser to come back (RFC 8252 7.3). */
export const openLoopback = (expected: Expected, timeoutMs: number): Promise<Loopback> =>
  new Promise((resolve, reject) => {
    let settle: { code: (code: string) => void; fail: (error: Error) => void };
    const code = new Promise<string>((done, fail) => (settle = { code: done, fail }));
    code.catch(() => {}); // whoever waits sees it; without a waiter it is no crash
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const answer = (status: number, text: string): void => {
        const headers = {
          'content-type': 'text/html',
          connection: 'close',
          'referrer-policy': 'no-referrer',
        };
        response.writeHead(status, headers).end(page(text));
      };
      if (url.pathname !== '/callback') return answer(404, 'Not here.');
      try {
        const found = codeFrom(url.searchParams, expected);
        if (found === null) return answer(400, 'This is not the log-in that was begun.');
        answer(200, 'You are logged in. You may close this window.');
        settle.code(found);
      } catch (error) {
        answer(200, 'You are not logged in. You may close this window.');
        settle.fail(error as Error); // codeFrom throws failures only
      }
    });
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const timer = setTimeout(
        () => settle.fail(new Failure('nobody logged in in time', EXIT.timeout)),
        timeoutMs,
      );
      const close = (): void => (clearTimeout(timer), server.close(), server.closeAllConnections());
      resolve({ redirectUri: `http://127.0.0.1:${port}/callback`, code, close });
    });
  });
