import { EventEmitter } from 'node:events';
import { US_PER_SECOND } from '@orch/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { askAgain, isLook, pollerOf } from './poller.ts';

const raw = Object.assign(new EventEmitter(), { destroyed: false });
const reply = { raw } as unknown as FastifyReply; // what pollerOf uses of it
function request(headers: Record<string, string>, waited?: string, httpVersion = '1.1'): FastifyRequest {
  const query = waited === undefined ? {} : { waited };
  const socket = { remoteAddress: '10.0.0.1', remotePort: 4711 };
  return { headers, query, raw: { socket, headers, httpVersion } } as unknown as FastifyRequest;
}
const WORKER = { 'x-prefect-worker-name': 'w' };

it('knows a worker by its name, and keeps it waiting until it hangs up', () => {
  const poller = pollerOf(request({ ...WORKER, 'x-prefect-worker-id': 'i' }), reply);
  expect(poller).toMatchObject({ id: 'w', mayWait: true, mayStay: true, waitedUs: 0 });
  const told: string[] = [];
  const [stays, leaves] = [() => told.push('stays'), () => told.push('leaves')];
  for (const callback of [stays, leaves]) poller.line.onGone(callback);
  poller.line.offGone(leaves);
  expect(poller.line.isGone).toBe(false);
  raw.destroyed = true;
  raw.emit('close');
  expect(poller.line.isGone).toBe(true);
  expect(told).toEqual(['stays']);
});

it('knows anybody else by the connection, and answers at once', () => {
  expect(pollerOf(request({}), reply)).toMatchObject({ id: '10.0.0.1 4711', mayWait: false });
});

it('takes for a look what neither names a worker nor says how far ahead', () => {
  const [worker, anybody] = [pollerOf(request(WORKER), reply), pollerOf(request({}), reply)];
  const looks = [worker, anybody].flatMap((poller) =>
    [null, 1].map((scheduled_before) => isLook(poller, { scheduled_before })),
  );
  expect(looks).toEqual([false, false, true, false]);
});

it.each([
  { waited: '25.013', seconds: 25.013 },
  { waited: '999.000', seconds: 0 },
  { waited: '-25.000', seconds: 0 },
  { waited: '1e3', seconds: 0 },
  { waited: 'NaN', seconds: 0 },
])('takes $waited as $seconds seconds of waiting', ({ waited, seconds }) => {
  expect(pollerOf(request(WORKER, waited), reply).waitedUs).toBe(Math.round(seconds * US_PER_SECOND));
});

it('sends a poller to the same address again, whatever is in front of it', () => {
  const sent: unknown[] = [];
  const answer = {
    code: (status: number) => (sent.push(status), answer),
    header: (name: string, value: string) => (sent.push(name, value), answer),
  };
  askAgain(answer as unknown as FastifyReply, 25_013_000);
  expect(sent).toEqual([307, 'location', '?waited=25.013']);
});

it.each([
  { by: 'a proxy that says so', headers: { 'x-forwarded-for': '10.0.0.2' } },
  { by: 'a proxy of the old kind', headers: {}, httpVersion: '1.0' },
])('does not keep in one answer who comes through $by', ({ headers, httpVersion }) => {
  const poller = pollerOf(request({ ...WORKER, ...headers }, undefined, httpVersion), reply);
  expect(poller).toMatchObject({ mayWait: true, mayStay: false });
});
