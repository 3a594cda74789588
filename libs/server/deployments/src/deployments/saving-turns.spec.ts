import { expect, it } from '@jest/globals';
import { SavingTurns } from './saving-turns.ts';

it('lets four go on at once, then the next one, also after a failure', async () => {
  const turns = new SavingTurns();
  const ends: ((failure?: Error) => void)[] = [];
  const saves = Array.from({ length: 6 }, (_, i) =>
    turns.run(
      () =>
        new Promise<number>((resolve, reject) =>
          ends.push((failure) => (failure ? reject(failure) : resolve(i))),
        ),
    ),
  );
  expect(ends).toHaveLength(4);
  ends[0]?.(new Error('refused'));
  await expect(saves[0]).rejects.toThrow('refused');
  expect(ends).toHaveLength(5);
  ends[1]?.();
  expect(await saves[1]).toBe(1);
  for (const end of ends) end();
  await saves[2];
  ends[5]?.();
  expect(await Promise.all(saves.slice(1))).toEqual([1, 2, 3, 4, 5]);
});
