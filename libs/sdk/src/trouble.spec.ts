import { jest } from '@jest/globals';
import { storableJson, storableText } from '@orch/client';
import * as z from 'zod';
import { configure, flow, inputs, MemoryResults, task, useResultStore } from './index.ts';
import { asError, stackOf } from './errors.ts';
import { inputsOf } from './tracking/lineage.ts';

// What goes wrong in flows of people: runs end all the same, once, and say why.
beforeAll(() => {
  process.env['ORCH_LOG_LEVEL'] = 'off';
  configure('offline');
  useResultStore(new MemoryResults());
});
afterAll(() => {
  delete process.env['ORCH_LOG_LEVEL'];
});

it('a run that waits for another one holds no slot that the other one needs', async () => {
  const narrow = task({ name: 'narrow', concurrency: 1, run: async (n: number) => n });
  const next = task({ name: 'next', run: async (n: number) => n + 1 });
  const crossed = flow({
    name: 'crossed',
    taskConcurrency: 1,
    run: async () => {
      narrow.submit(1);
      return next(narrow.submit(2));
    },
  });
  expect(await crossed()).toBe(3);
});

it('copies of a task have its slots together; a copy with slots of its own has them alone', async () => {
  let [running, most] = [0, 0];
  const slow = task({
    name: 'slow',
    concurrency: 1,
    run: async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    },
  });
  const copies = (changes: object) =>
    [1, 2, 3].map((n) => slow.withOptions({ tags: [`${n}`], ...changes })());
  await Promise.all(copies({}));
  expect(most).toBe(1);
  await Promise.all(copies({ concurrency: 1 }));
  expect(most).toBe(3);
});

it('what cannot begin has failed: wrong parameters are not tried again, nor is a name that cannot be made', async () => {
  const typed = flow({ name: 'typed', retries: 2, input: z.object({ n: z.number() }), run: ({ n }) => n });
  expect(await typed.returnState({ n: 'x' as never })).toMatchObject({ type: 'FAILED', name: 'Failed' });
  const named = task({
    name: 'named',
    retries: 2,
    taskRunName: (): string => {
      throw new Error('no name');
    },
    run: () => 1,
  });
  expect(await named.returnState()).toMatchObject({
    type: 'FAILED',
    message: expect.stringContaining('no name'),
  });
});

it('a result that cannot be kept does not make its function run again', async () => {
  let runs = 0;
  const big = task({ name: 'big', retries: 3, cacheKey: inputs(), run: () => BigInt(++runs) });
  expect([await big(), await big()]).toEqual([1n, 2n]);
  const state = await big.withOptions({ persistResult: true }).returnState();
  expect(state).toMatchObject({ type: 'FAILED', message: expect.stringContaining('cannot be kept as JSON') });
  expect(runs).toBe(3);
});

it('a time longer than the timers of Node is not over at once', async () => {
  const run = (): Promise<string> => new Promise((resolve) => setTimeout(resolve, 20, 'done'));
  expect(await flow({ name: 'long', timeoutSeconds: 3_000_000, run })()).toBe('done');
});

it('a promise among arguments is waited for from the beginning, also where its task has to wait', () => {
  const promise = Promise.resolve();
  const caught = jest.spyOn(promise, 'catch');
  inputsOf([{ promise }]);
  expect(caught).toHaveBeenCalled();
});

it('anything may be thrown, and causes are told', () => {
  expect(asError({ code: 5 }).message).toBe('{ code: 5 }');
  expect(asError(Object.assign(Object.create(null) as object, { code: 5 })).message).toContain('code: 5');
  const error = new Error('outer', { cause: new TypeError('inner', { cause: 'innermost' }) });
  expect(stackOf(error)).toMatch(
    /^Error: outer\n[^]*\nCaused by: TypeError: inner\n[^]*\nCaused by: Error: innermost/,
  );
  const circle = new Error('circle');
  circle.cause = circle;
  expect(stackOf(circle).match(/Error: circle/g)).toHaveLength(5);
  expect(stackOf(new AggregateError([new Error('one')], 'all'))).toContain('One of them: Error: one');
});

it('what the server cannot store is replaced, what is long is cut', () => {
  expect(storableText('a\0b\ud800c😀')).toBe('a�b�c😀');
  expect(storableText('abcdef', 3)).toBe('abc… (6 characters)');
  const value = { text: 'a\0b\ud800', backslash: '\\u0000', emoji: '😀' };
  expect(JSON.parse(storableJson(JSON.stringify(value)))).toEqual({ ...value, text: 'a�b�' });
});
