import { OrchError } from './orch-error.ts';

it('fills what is shown into the text', () => {
  const error = new OrchError('work_pool.queue_not_found', {}, { queue: 'q', pool: 'p' });
  expect(error.body()).toEqual({ detail: 'Work queue "q" not found in work pool "p".' });
});

it.each(['x', '\u0001', 'é', '😀'])('repeats no more than a little of what was sent: %j', (char) => {
  const long = char.repeat(1_000_000);
  const body = new OrchError('work_pool.queue_not_found', {}, { queue: long, pool: long }).body();
  expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(16 * 1024);
  expect(body['detail']).toMatch(/…" not found/);
  expect(body['detail']!.isWellFormed()).toBe(true);
});
