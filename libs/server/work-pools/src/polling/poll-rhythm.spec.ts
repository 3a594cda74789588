import { Clock, type Micros, US_PER_SECOND } from '@orch/kernel';
import { PollRhythm } from './poll-rhythm.ts';

const USUAL = 25 * US_PER_SECOND;

class SetClock extends Clock {
  us: Micros = 1_000_000_000;
  nowUs(): Micros {
    return this.us;
  }
}
let clock: SetClock;
let rhythm: PollRhythm;
beforeEach(() => {
  clock = new SetClock();
  rhythm = new PollRhythm(clock);
});
/** Seconds for which a poll may wait that comes so long after the last answer. */
function patienceAfter(seconds: number): number {
  rhythm.answered('w');
  clock.us += seconds * US_PER_SECOND;
  return rhythm.patience('w', USUAL) / US_PER_SECOND;
}

it('answers the first poll at once, and the first after a long silence', () => {
  expect(rhythm.patience('w', USUAL)).toBe(0);
  expect(patienceAfter(121)).toBe(0);
});

it('keeps a worker that sleeps ten seconds for as long as its health check allows', () => {
  expect(patienceAfter(10)).toBe(180);
  expect(patienceAfter(13)).toBe(180); // the shortest pause counts
  expect(patienceAfter(7)).toBe(126);
});

it('keeps nobody for more than 200 seconds', () => {
  expect(patienceAfter(40)).toBe(200);
});

it('keeps a worker with a short interval for less than thirty of them', () => {
  expect(patienceAfter(0.7)).toBeCloseTo(12.6);
});

it('keeps who does not sleep for the usual time', () => {
  expect(patienceAfter(0.01)).toBe(25);
});

it('knows what remains for a poll that was told to come again', () => {
  patienceAfter(10);
  expect(rhythm.remaining('w', 150 * US_PER_SECOND, USUAL) / US_PER_SECOND).toBe(30);
  expect(rhythm.remaining('w', 190 * US_PER_SECOND, USUAL)).toBe(0);
  expect(rhythm.remaining('unknown', 5 * US_PER_SECOND, USUAL) / US_PER_SECOND).toBe(20);
});
