import { ShortMemory } from './short-memory.ts';

const setup = () => {
  let nowMs = 0;
  let asked = 0;
  const memory = new ShortMemory<number>(1_000, () => nowMs);
  return { memory, wait: (ms: number) => (nowMs += ms), find: async () => (asked += 1) };
};

it('finds an answer once while it is young, for all who ask', async () => {
  const { memory, wait, find } = setup();
  expect(await Promise.all([memory.get('a', find), memory.get('a', find)])).toEqual([1, 1]);
  wait(999);
  expect(await memory.get('a', find)).toBe(1);
  wait(1);
  expect(await memory.get('a', find)).toBe(2);
  expect(await memory.get('b', find)).toBe(3);
});

it('forgets what failed', async () => {
  const { memory, find } = setup();
  await expect(memory.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await memory.get('a', find)).toBe(1);
});

it('holds so many answers and no more', async () => {
  const { memory, find } = setup();
  await memory.get('first', find);
  for (let n = 0; n < 500; n += 1) await memory.get(String(n), find);
  expect(await memory.get('first', find)).toBe(502);
});
