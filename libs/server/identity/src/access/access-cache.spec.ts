import { Clock, type Micros, US_PER_SECOND } from '@orch/kernel';
import { AccessCache } from './access-cache.ts';

class FakeClock extends Clock {
  us: Micros = 0;
  override nowUs(): Micros {
    return this.us;
  }
}

function setup(entriesMax = 10) {
  const clock = new FakeClock();
  const state = { isTrusted: true, loads: 0 };
  const cache = new AccessCache<{ id: string }>({ clock, isTrusted: () => state.isTrusted, entriesMax });
  const get = async (id: string, answer: { id: string } | null = { id }) => {
    const kept = cache.kept(id);
    if (kept !== undefined) return kept;
    return cache.load(id, async () => {
      state.loads += 1;
      return answer;
    });
  };
  return { clock, state, cache, get };
}

it('a hit returns the very same object and asks nobody', async () => {
  const { state, get } = setup();
  const first = await get('a');
  expect(await get('a')).toBe(first);
  expect(state.loads).toBe(1);
});

it.each([
  { answer: { id: 'a' }, keptSeconds: 60 },
  { answer: null, keptSeconds: 5 },
])('$answer is kept for $keptSeconds s', async ({ answer, keptSeconds }) => {
  const { clock, state, get } = setup();
  await get('a', answer);
  clock.us = keptSeconds * US_PER_SECOND - 1;
  await get('a', answer);
  expect(state.loads).toBe(1);
  clock.us += 1;
  await get('a', answer);
  expect(state.loads).toBe(2);
});

it('nothing is kept, and nothing kept is used, while changes go unheard', async () => {
  const { state, get } = setup();
  await get('a');
  state.isTrusted = false;
  await get('a');
  await get('b');
  expect(state.loads).toBe(3);
  state.isTrusted = true;
  await get('b');
  expect(state.loads).toBe(4);
});

it('an answer that was read before a drop is not kept after it', async () => {
  const { cache } = setup();
  let finish: (value: { id: string }) => void = () => undefined;
  const early = cache.load('a', () => new Promise((resolve) => (finish = resolve)));
  cache.drop();
  const late = cache.load('a', async () => null);
  finish({ id: 'stale' });
  expect(await early).toEqual({ id: 'stale' });
  expect(await late).toBeNull();
  expect(cache.kept('a')).toBeNull();
});

it('who wants the same key at the same time waits for one load', async () => {
  const { state, get } = setup();
  await Promise.all([get('a'), get('a'), get('a')]);
  expect(state.loads).toBe(1);
});

it('a failed load is not kept', async () => {
  const { cache, get } = setup();
  await expect(cache.load('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(await get('a')).toEqual({ id: 'a' });
});

it('the oldest goes when it is full, and missing ones push out nothing that was found', async () => {
  const { cache, get } = setup(2);
  await get('a');
  for (let i = 0; i < 1_100; i += 1) await get(`missing-${i}`, null);
  expect(cache.kept('a')).toEqual({ id: 'a' });
  expect(cache.kept('missing-0')).toBeUndefined();
  await get('b');
  await get('c');
  expect(cache.kept('a')).toBeUndefined();
  expect(cache.kept('c')).toEqual({ id: 'c' });
});
