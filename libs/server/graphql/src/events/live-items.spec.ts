import { LiveItems } from './live-items.ts';

interface Source {
  push: (items: readonly number[]) => void;
  stops: number;
}

function liveItems(): { source: Source; items: LiveItems<number> } {
  const source: Source = { push: () => undefined, stops: 0 };
  const items = new LiveItems<number>((push) => {
    source.push = push;
    return () => (source.stops += 1);
  });
  return { source, items };
}

test('what came before and after the reader is read once, in order', async () => {
  const { source, items } = liveItems();
  source.push([1, 2]);
  expect([(await items.next()).value, (await items.next()).value]).toEqual([1, 2]);
  const third = items.next();
  source.push([3, 4]);
  expect((await third).value).toBe(3);
  expect((await items.next()).value).toBe(4);
});

test('it ends while a reader waits, and stops its source', async () => {
  const { source, items } = liveItems();
  const waiting = items.next();
  await items.return();
  expect(await waiting).toEqual({ value: undefined, done: true });
  source.push([1]);
  expect(await items.next()).toEqual({ value: undefined, done: true });
  expect(source.stops).toBe(1);
});

test('a reader that lets ten thousand wait is told, and holds nothing any more', async () => {
  const { source, items } = liveItems();
  source.push(Array.from({ length: 10_001 }, (_, i) => i));
  source.push([1]);
  await expect(items.next()).rejects.toMatchObject({ code: 'request.limit' });
  expect(source.stops).toBe(1);
});
