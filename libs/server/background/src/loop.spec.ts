import { setTimeout as sleep } from 'node:timers/promises';
import { LoopRunner } from './loop.ts';

const HOUR_MS = 3_600_000;

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; !isTrue() && tries < 200; tries += 1) await sleep(10);
}

test('a loop that is woken does not wait for the end of its pause', async () => {
  const runner = new LoopRunner(() => undefined);
  let rounds = 0;
  runner.start({ name: 'a', everyMs: HOUR_MS, round: async () => (rounds += 1) < 0 });
  runner.wake('a');
  await until(() => rounds === 1);
  await sleep(0);
  runner.wake('a');
  await until(() => rounds === 2);
  await sleep(30);
  expect(rounds).toBe(2);
  await runner.stop();
});

test('what wakes it during a round gets a round of its own, once', async () => {
  const runner = new LoopRunner(() => undefined);
  let rounds = 0;
  let finish: () => void = () => undefined;
  const round = async (): Promise<boolean> => {
    rounds += 1;
    if (rounds === 1) await new Promise<void>((resolve) => (finish = resolve));
    return false;
  };
  runner.start({ name: 'a', everyMs: HOUR_MS, round });
  runner.wake('a');
  await until(() => rounds === 1);
  runner.wake('a');
  runner.wake('a');
  finish();
  await until(() => rounds === 2);
  await sleep(30);
  expect(rounds).toBe(2);
  await runner.stop();
});

test('a stopped loop is not woken', async () => {
  const runner = new LoopRunner(() => undefined);
  let rounds = 0;
  runner.start({ name: 'a', everyMs: HOUR_MS, round: async () => (rounds += 1) < 0 });
  await runner.stop();
  runner.wake('a');
  await sleep(30);
  expect(rounds).toBe(0);
});
