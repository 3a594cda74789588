import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { UuidV7Ids } from '@orch/kernel';
import type { FastifyInstance } from 'fastify';
import { loadConfig } from '../config/config.ts';
import { sendError } from './error-filter.ts';
import { createHttpServer } from './fastify.ts';

let server: FastifyInstance;
let port: number;

beforeAll(async () => {
  const env = { ORCH_LOG_LEVEL: 'silent', ORCH_SECRET_KEY: Buffer.alloc(32).toString('base64') };
  const config = loadConfig(env, { databaseUrl: 'postgresql://nobody@127.0.0.1:1/none', embedded: false });
  ({ server } = createHttpServer(config, new UuidV7Ids()));
  server.setErrorHandler(sendError);
  server.post('/echo', (request, reply) => reply.send({ bytes: request.rawBody?.length }));
  await server.listen({ host: '127.0.0.1', port: 0 });
  port = (server.server.address() as AddressInfo).port; // it listens on a TCP port
});
afterAll(() => server.close());

/** Sends in one go, as clients do that look at the answer only when all is sent; gives what came back. */
function exchange(request: string, bodyBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(request);
      socket.write(Buffer.alloc(bodyBytes, 'x'), () => (isSent = true));
    });
    let isSent = false;
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      const wait = setInterval(() => {
        if (!isSent) return;
        clearInterval(wait);
        socket.end();
        resolve(answer);
      }, 5);
    });
    socket.on('error', reject);
  });
}

it('answers a body that is too large with 413, and takes the rest of it so that the answer arrives', async () => {
  const bytes = 10_000_000;
  const head = `POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`;
  const answer = await exchange(head, bytes);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain('{"detail":"Request body is too large"}');
});

it('closes the connection of a body that is too large to be thrown away', async () => {
  const head = `POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n`;
  expect(await exchange(head, 1)).toMatch(/^HTTP\/1\.1 413 [^]*connection: close/);
});
