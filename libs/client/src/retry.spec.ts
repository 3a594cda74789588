import { retryClassOf, retryDelayMs } from './retry.ts';

const OPTIONS = { attemptsMax: 4, random: 1, nowMs: Date.parse('2026-01-01T00:00:00Z') };
const answered = (status: number, retryAfter: string | null = null) => ({ status, code: null, retryAfter });
const cut = (code: string) => ({ status: null, code, retryAfter: null });

it.each([
  ['GET', '/flows/1', 'read'],
  ['POST', '/flows/filter', 'read'],
  ['DELETE', '/flows/1', 'read'],
  ['POST', '/flow_runs/', 'write'],
  ['PATCH', '/flow_runs/1', 'write'],
])('%s %s is a %s', (method, path, kind) => expect(retryClassOf(method, path)).toBe(kind));

it.each([
  ['read', answered(502), 200],
  ['read', cut('ECONNRESET'), 200],
  ['write', answered(503), 200],
  ['write', answered(429, '2'), 2000],
  ['write', cut('ECONNREFUSED'), 200],
  ['write', answered(502), null], // it may have been done
  ['write', cut('ECONNRESET'), null],
  ['read', answered(404), null],
  ['never', answered(503), null],
] as const)('a %s that ends with %o waits %s ms', (kind, failed, delayMs) =>
  expect(retryDelayMs(kind, failed, 1, OPTIONS)).toBe(delayMs),
);

it('waits longer each time and gives up after the last try', () => {
  const delays = [1, 2, 3, 4].map((attempt) => retryDelayMs('read', answered(503), attempt, OPTIONS));
  expect(delays).toEqual([200, 400, 800, null]);
});

it('Retry-After may be a date, and counts up to half a minute', () => {
  const at = (text: string) => retryDelayMs('read', answered(429, text), 1, OPTIONS);
  expect(at('Thu, 01 Jan 2026 00:00:05 GMT')).toBe(5000);
  expect(at('3600')).toBe(30_000);
  expect(at('soon')).toBe(200);
});
