import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendError } from './error-filter.ts';

function answerTo(raw: object): { status: number; logged: string[] } {
  const logged: string[] = [];
  const log = { error: () => logged.push('error'), debug: () => logged.push('debug') };
  let status = 0;
  const reply = {
    raw: {},
    code: (given: number) => {
      status = given;
      return reply;
    },
    headers: () => reply,
    header: () => reply,
    send: () => reply,
  };
  const reset = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  // what the function uses of them
  sendError(reset, { raw, log } as unknown as FastifyRequest, reply as unknown as FastifyReply);
  return { status, logged };
}

it('a client that goes away in the middle of its body is no failure of the server', () => {
  expect(answerTo({ destroyed: true, complete: false })).toEqual({ status: 400, logged: ['debug'] });
});

it('the same error of another connection, such as the database, is one', () => {
  expect(answerTo({ destroyed: false, complete: true })).toEqual({ status: 503, logged: ['error'] });
});
