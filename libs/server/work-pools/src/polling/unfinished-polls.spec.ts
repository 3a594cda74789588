import { Clock, type Micros, US_PER_SECOND } from '@orch/kernel';
import { UnfinishedPolls } from './unfinished-polls.ts';

class SetClock extends Clock {
  us: Micros = 1_000_000_000;
  nowUs(): Micros {
    return this.us;
  }
}

it('gives what it keeps once, to this poll alone, for five seconds', () => {
  const clock = new SetClock();
  const polls = new UnfinishedPolls<{ n: number }>(clock);
  for (const [n, poll] of ['a', 'b', 'late'].entries()) polls.keep(poll, { n });
  expect([polls.take('other'), polls.take('b'), polls.take('b')]).toEqual([undefined, { n: 1 }, undefined]);
  clock.us += 4.9 * US_PER_SECOND;
  expect(polls.take('a')).toEqual({ n: 0 });
  clock.us += 0.2 * US_PER_SECOND;
  expect(polls.take('late')).toBeUndefined();
});
