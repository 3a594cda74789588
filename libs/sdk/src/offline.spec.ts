/* eslint-disable no-console -- printing within a run is what is tested */
import { jest } from '@jest/globals';
import * as z from 'zod';
import { abortSignal, configure, flow, flowRun, inputs, logger, task, taskRun, variables } from './index.ts';

// Without a server flows are plain functions: everything happens in this process.
beforeAll(() => {
  process.env['ORCH_LOG_LEVEL'] = 'off';
  configure('offline');
});
afterAll(() => {
  delete process.env['ORCH_LOG_LEVEL'];
  jest.restoreAllMocks();
});

it('a task is tried again, with what is waited for and what is not worth it', async () => {
  const attempts: number[] = [];
  const flaky = task({
    name: 'flaky',
    retries: 3,
    retryIf: (error) => !String(error).includes('fatal'),
    run: (fatalAt: number) => {
      attempts.push(taskRun()!.attempt);
      if (attempts.length < 3) throw new Error(attempts.length === fatalAt ? 'fatal' : 'passing');
      return 'done';
    },
  });
  expect(await flaky(0)).toBe('done');
  expect(attempts).toEqual([1, 2, 3]);
  attempts.length = 0;
  await expect(flaky(2)).rejects.toThrow('fatal');
  expect(attempts).toHaveLength(2);
});

it('a flow is tried again, and its tasks with it', async () => {
  const seen: number[] = [];
  const noted = task({ name: 'noted', run: (n: number) => seen.push(n) });
  const twice = flow({
    name: 'twice',
    retries: 1,
    run: async (_: void, { attempt }) => {
      await noted(attempt);
      if (attempt === 1) throw new Error('once more');
      return attempt;
    },
  });
  expect(await twice()).toBe(2);
  expect(seen).toEqual([1, 2]);
});

it('arguments may be futures; a failed one keeps its task from running', async () => {
  let runs = 0;
  const one = task({ name: 'one', run: () => 1 });
  const broken = task({
    name: 'broken',
    run: (): number => {
      throw new TypeError('broken');
    },
  });
  const add = task({ name: 'add', run: (a: number, b: number) => (runs++, a + b) });
  const outcome = flow({
    name: 'outcome',
    run: async () => {
      const state = await add.returnState(one.submit(), broken.submit());
      return [await add(one.submit(), one()), state.type, state.name, String(state.error)];
    },
  });
  expect(await outcome()).toEqual([2, 'PENDING', 'NotReady', 'TypeError: broken']);
  expect(runs).toBe(1);
});

it('a map keeps its order and its concurrency', async () => {
  let [running, most] = [0, 0];
  const slow = task({
    name: 'slow',
    concurrency: 2,
    run: async (n: number, factor: number) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return n * factor;
    },
  });
  expect(await slow.map([1, 2, 3, 4], 10)).toEqual([10, 20, 30, 40]);
  expect(most).toBe(2);
});

it('a timeout aborts the function’s signal and leaves it behind', async () => {
  let reason: unknown;
  const late = task({
    name: 'late',
    timeoutSeconds: 0.01,
    run: () =>
      new Promise<never>(() => {
        const signal = abortSignal();
        signal.addEventListener('abort', () => (reason = signal.reason));
      }),
  });
  const state = await late.returnState();
  expect([state.type, state.name]).toEqual(['FAILED', 'TimedOut']);
  expect(String(reason)).toContain('longer than 0.01 s');
  const lateFlow = flow({ name: 'late flow', timeoutSeconds: 0.01, run: () => new Promise<never>(() => {}) });
  expect(await lateFlow.returnState()).toMatchObject({ type: 'FAILED', name: 'TimedOut' });
});

it('a result is found again under its key until its time is over', async () => {
  let runs = 0;
  const counted = task({ name: 'counted', cacheKey: inputs(), run: (key: string) => `${key}${++runs}` });
  expect([await counted('a'), await counted('a'), await counted('b')]).toEqual(['a1', 'a1', 'b2']);
  expect(await counted.withOptions({ refreshCache: true })('a')).toBe('a3');
  const brief = counted.withOptions({ name: 'brief', cacheExpirationSeconds: 0 });
  expect([await brief('a'), await brief('a')]).toEqual(['a4', 'a5']);
});

it('input is what the schema makes of it', async () => {
  const checked = flow({
    name: 'checked',
    input: z.object({ day: z.coerce.date(), times: z.number().default(2) }),
    run: ({ day, times }) => [day.getUTCDate(), times],
  });
  expect(await checked({ day: '2026-01-03' })).toEqual([3, 2]);
  const state = await checked.returnState({ day: 'never', times: 1 });
  expect(String(state.error)).toMatch(/input of flow "checked" is not valid:\n {2}day: /);
});

it('a run that nobody waited for ends before its flow does', async () => {
  let isDone = false;
  const slow = task({
    name: 'unawaited',
    run: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      isDone = true;
    },
  });
  await flow({ name: 'careless', run: () => void slow.submit() })();
  expect(isDone).toBe(true);
});

it('subflows know themselves, hooks hear of ends, what is printed inside is a log line', async () => {
  const heard: string[] = [];
  const printed = jest.spyOn(console, 'log').mockImplementation(() => {});
  const inner = flow({
    name: 'inner',
    logPrints: true,
    onCompletion: (state) => void heard.push(`inner ${state.type}`),
    run: () => {
      console.log('within');
      logger.info('said');
      return flowRun()?.flowName;
    },
  });
  const outer = flow({
    name: 'outer',
    onFailure: (state) => void heard.push(`outer ${String(state.error)}`),
    run: async () => {
      heard.push(String(await inner()), String(flowRun()?.flowName));
      throw new Error('on purpose');
    },
  });
  expect(await outer.returnState()).toMatchObject({ type: 'FAILED' });
  expect(heard).toEqual(['inner COMPLETED', 'inner', 'outer', 'outer Error: on purpose']);
  expect(printed).not.toHaveBeenCalled();
});

it('what needs a server says so', async () => {
  await expect(variables.get('x')).rejects.toThrow('variables.get() needs a server: log in with');
});
