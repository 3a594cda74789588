import { type Config, serializeAnswer } from '@orch/platform';
import Fastify, { type FastifyInstance } from 'fastify';
import { LongAnswers } from './long-answers.ts';

let server: FastifyInstance;
let answers: LongAnswers;
let url: string;
let finish: (found: string | Error) => void;

beforeAll(async () => {
  answers = new LongAnswers({ longPollSeconds: 1 } as Config); // all that it reads
  server = Fastify();
  server.setReplySerializer(serializeAnswer);
  server.addHook('onRequest', async (_, reply) => void reply.header('x-content-type-options', 'nosniff'));
  server.post('/poll', (_, reply) => {
    const found = new Promise<string>((resolve, reject) => {
      finish = (what) => (typeof what === 'string' ? resolve(what) : reject(what));
    });
    answers.answer(reply, () => found).catch((error: unknown) => reply.code(503).send(error));
  });
  url = `${await server.listen({ port: 0, host: '127.0.0.1' })}/poll`;
});
afterAll(async () => {
  answers.onModuleDestroy();
  await server.close();
});

const poll = (): Promise<Response> => fetch(url, { method: 'POST', signal: AbortSignal.timeout(20_000) });
const asked = (): Promise<void> =>
  new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!(finish as unknown)) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
beforeEach(() => (finish = undefined as never)); // set by the next poll

it('answers as always while nobody is tired of waiting', async () => {
  const answer = poll();
  await asked();
  finish('[1]');
  expect((await answer).headers.get('content-length')).toBe('3');
  expect(await (await answer).json()).toEqual([1]);
});

it('begins with blanks when the wait is long; the whole is JSON with the same headers', async () => {
  const answer = await poll(); // its head comes while the rest is waited for
  finish('[{"a":1}]');
  expect([answer.status, answer.headers.get('x-content-type-options')]).toEqual([200, 'nosniff']);
  const text = await answer.text();
  expect(text).toMatch(/^ +\[\{"a":1\}\]$/);
  expect(JSON.parse(text)).toEqual([{ a: 1 }]);
}, 30_000);

it('an error is told while the answer has not begun, and ends an answer that has', async () => {
  const early = poll();
  await asked();
  finish(new Error('refused'));
  expect((await early).status).toBe(503);
  const late = await poll();
  finish(new Error('refused'));
  expect(await late.json()).toEqual([]);
}, 30_000);
