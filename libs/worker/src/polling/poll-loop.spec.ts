import { ConnectionError, type HandedOutRun, type WorkPoolCalls } from '@orch/client';
import { Backoff } from './backoff.ts';
import { pollForRuns } from './poll-loop.ts';
import { isPassing } from './repeat.ts';
import { Slots } from './slots.ts';

const run = (id: string): HandedOutRun => ({ id }) as HandedOutRun; // the loop only looks at the id

/** Serves the answers one after the other; the last one ends the loop. */
const setup = (
  answers: readonly (readonly string[] | Error)[],
  limit: number | null,
  ours: (id: string) => boolean,
) => {
  const stop = new AbortController();
  const slots = new Slots(limit);
  const [limits, taken, said]: [number[], string[], string[]] = [[], [], []];
  let at = 0;
  const poll = async (request: { limit: number }): Promise<readonly HandedOutRun[]> => {
    limits.push(request.limit);
    const answer = answers[at++] ?? [];
    if (at >= answers.length) stop.abort(new Error('over'));
    if (answer instanceof Error) throw answer;
    return answer.map(run);
  };
  const loop = pollForRuns(
    {
      pool: { poll } as unknown as WorkPoolCalls, // a poll is all the loop asks for
      slots,
      queueNames: [],
      prefetchSeconds: 10,
      runsOnce: false,
      take: async ({ id }) => {
        taken.push(id);
        if (!ours(id)) slots.release(id);
        return ours(id);
      },
      say: (line) => said.push(line),
      now: () => 0,
      onPoolMissing: async () => {},
    },
    stop.signal,
  );
  return { loop, limits, taken, slots, said };
};

it('asks for as many runs as there are free slots, and takes no run twice', async () => {
  const { loop, limits, taken } = setup([['a', 'b'], ['b', 'c'], []], 4, () => true);
  await loop;
  expect(limits).toEqual([4, 2, 1]);
  expect(taken).toEqual(['a', 'b', 'c']);
});

it('a poll that fails is said, and polling goes on', async () => {
  const { loop, said, taken } = setup([new ConnectionError('http://s', 'cut'), ['a'], []], null, () => true);
  await loop;
  expect(said).toEqual(['Polling failed: http://s: cut']);
  expect(taken).toEqual(['a']);
});

it('a run that is not ours gives its slot back', async () => {
  const { loop, slots } = setup([['a'], []], 1, () => false);
  await loop;
  expect(slots.free).toBe(1);
});

it('pauses double up to their limit, spread over their upper half', () => {
  const spread = (random: number): number[] => {
    const backoff = new Backoff(() => random, 3_000);
    return Array.from({ length: 4 }, () => backoff.nextMs());
  };
  expect(spread(1)).toEqual([500, 1_000, 2_000, 3_000]);
  expect(spread(0)).toEqual([250, 500, 1_000, 1_500]);
});

it('what may pass is asked again, what is wrong is not', () => {
  expect(isPassing(new ConnectionError('u', 'r'))).toBe(true);
  expect(isPassing(new Error('other'))).toBe(false);
});
