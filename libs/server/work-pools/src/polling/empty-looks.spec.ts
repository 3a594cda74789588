import { Clock, type Micros, US_PER_SECOND } from '@orch/kernel';
import { EmptyLooks } from './empty-looks.ts';

class SetClock extends Clock {
  us: Micros = 1_000_000_000;
  nowUs(): Micros {
    return this.us;
  }
}

it('gives what it keeps once, to this poll alone, for five minutes', () => {
  const clock = new SetClock();
  const looks = new EmptyLooks<{ n: number; lookedUs: Micros }>(clock);
  for (const [n, poll] of ['a', 'b', 'late'].entries()) looks.keep(poll, { n, lookedUs: clock.us });
  expect([looks.take('other'), looks.take('b')?.n, looks.take('b')]).toEqual([undefined, 1, undefined]);
  clock.us += 299.9 * US_PER_SECOND;
  expect(looks.take('a')?.n).toBe(0);
  clock.us += 0.2 * US_PER_SECOND;
  expect(looks.take('late')).toBeUndefined();
});
