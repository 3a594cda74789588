import {
  abortSignal,
  artifact,
  concurrency,
  dep,
  deployments,
  emitEvent,
  flow,
  inputs,
  logger,
  pause,
  rateLimit,
  secret,
  suspend,
  task,
  variables,
} from '@orch/sdk';
import * as z from 'zod';

let tries = 0;
const read = task({
  name: 'read',
  retries: 2,
  retryDelaySeconds: 0.05,
  run: (file: string) => {
    if (tries++ === 0) throw new Error('the disk was busy');
    return { file, rows: [1, 2, 3] };
  },
});
const count = task({ name: 'count', tags: ['sums'], run: (data: { rows: number[] }) => data.rows.length });
const double = task({ name: 'double', taskRunName: 'double-{n}', run: (n: number) => n * 2 });
const stamped = task({
  name: 'stamped',
  cacheKey: inputs(),
  run: (n: number) => ({ n, at: process.hrtime.bigint() + '' }),
});
const child = flow({ name: 'child', run: async ({ n }: { n: number }) => double(n) });

/** Retries, edges, a map, a subflow, a cache; fails once as a whole. */
export const shapes = flow({
  name: 'shapes',
  retries: 1,
  logPrints: true,
  flowRunName: 'shapes-{file}',
  input: z.object({ file: z.string(), failsOnce: z.boolean().default(false) }),
  run: async ({ file, failsOnce }, { attempt }) => {
    if (failsOnce && attempt === 1) throw new Error('not yet');
    const data = await read(file);
    const n = await count(data);
    const doubled = await double.map([10, 20, 30]);
    const ofChild = await child({ n: dep(n) });
    const [first, second] = [await stamped(n), await stamped(n)];
    return { n, doubled, ofChild, sameStamp: first.at === second.at };
  },
});

/** Everything that a flow leaves beside its run. */
export const leavings = flow({
  name: 'leavings',
  run: async () => {
    await artifact.markdown('sdk-report', '# Report');
    await artifact.table('sdk-table', [{ day: 'Mon', rides: 3 }]);
    await artifact.link('sdk-link', 'https://example.com', { text: 'more' });
    await artifact.image('sdk-image', 'https://example.com/a.png');
    const bar = await artifact.progress('sdk-bar');
    await bar.update(75);
    await variables.set('sdk_variable', { rides: 3 });
    await emitEvent({ event: 'sdk.test.sold', resource: 'sdk.shop.1', payload: { rides: 3 } });
    const password = await secret('sdk-secret');
    logger.info('the password is %s', password);
    return { variable: await variables.get('sdk_variable'), isRevealed: password.reveal() === 'open sesame' };
  },
});

/** Asks somebody. */
export const asking = flow({
  name: 'asking',
  run: async () => {
    const answer = await pause({
      input: z.object({ isRight: z.boolean(), note: z.string().default('none') }),
    });
    return answer;
  },
});

const patient = task({
  name: 'patient',
  run: () => {
    const signal = abortSignal();
    return new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
    );
  },
});
/** Waits for ever, unless it is stopped. */
export const waiting = flow({ name: 'waiting', run: async () => patient() });

const tick = task({
  name: 'tick',
  taskRunName: 'tick-{n}',
  run: async (n: number, ms: number) => {
    logger.info('tick %d', n);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return n;
  },
});
/** Many small tasks and log lines, one after another. */
export const ticking = flow({
  name: 'ticking',
  run: async ({ count: ticks, ms }: { count: number; ms: number }) => {
    let sum = 0;
    for (let n = 0; n < ticks; n++) sum += await tick(n, ms);
    return sum;
  },
});

/** Computes without a break: nothing else runs in its thread meanwhile. */
export const computing = flow({
  name: 'computing',
  flowRunName: 'computing-{name}',
  run: async ({ seconds }: { name: string; seconds: number }) => {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1_000);
    return 'done';
  },
});

const entered: string[] = [];
const passing = async (name: string): Promise<void> => {
  entered.push(`into ${name}`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  entered.push(`out of ${name}`);
};
const tagged = task({ name: 'tagged', tags: ['sdk-tag'], run: passing });
/** Held back by a global limit, by one of a tag, and by a rate. */
export const limited = flow({
  name: 'limited',
  run: async () => {
    await Promise.all(
      ['a', 'b'].map((name) => concurrency('sdk-limit', () => passing(name), { strict: true })),
    );
    await tagged.map(['c', 'd']);
    await rateLimit('sdk-rate', { strict: true });
    const missing = await concurrency('sdk-none', async () => 1, { strict: true }).catch(String);
    const late = await concurrency('sdk-limit', () =>
      concurrency('sdk-limit', async () => 1, { timeoutSeconds: 0.1 }),
    ).catch(String);
    return { entered, missing, late };
  },
});

/** Ends its process in the middle; the next one goes on. */
export const suspending = flow({
  name: 'suspending',
  run: async () => {
    const { note } = await suspend({ input: z.object({ note: z.string() }), description: 'What to write?' });
    await artifact.markdown('sdk-note', note);
    return note;
  },
});

/** Served by one process … */
export const sum = flow({
  name: 'sum',
  persistResult: true,
  input: z.object({ a: z.number(), b: z.number().default(2) }),
  run: ({ a, b }) => a + b,
});
const forty = task({ name: 'forty', run: () => 40 });
/** … and called from another. */
export const calling = flow({
  name: 'calling',
  run: async () => {
    const run = await deployments.run('sum/served', { a: dep(await forty()) });
    return { state: run.state.type, value: await run.result() };
  },
});
