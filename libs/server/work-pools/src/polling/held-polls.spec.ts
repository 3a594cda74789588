import { jest } from '@jest/globals';
import type { Notifications } from '@orch/platform';
import { POOLS_CHANNEL } from '@orch/runs';
import { type HeldPoll, HeldPolls, type WakeReason } from './held-polls.ts';

const HOLDING = { isGone: false, onGone: () => undefined, offGone: () => undefined };
const SCOPE = { accountId: 'a', workspaceId: 'w' };
let tell: (payload: string) => void;
let tellOfPools: (workspaceId: string) => void;
let reconnect: () => void;
let polls: HeldPolls;
let isConnected: boolean;

beforeEach(() => {
  jest.useFakeTimers();
  isConnected = true;
  const notifications = {
    get isConnected() {
      return isConnected;
    },
    listen: (channel: string, listener: (payload: string) => void) => {
      if (channel === POOLS_CHANNEL) tellOfPools = listener;
      else tell = listener;
    },
    onReconnect: (callback: () => void) => (reconnect = callback),
  };
  polls = new HeldPolls(notifications as unknown as Notifications); // what it uses of it
  polls.onModuleInit();
});
afterEach(() => {
  polls.onModuleDestroy();
  jest.useRealTimers();
});

/** Holds a poll; what wakes it is noted under its name. */
const woken: string[] = [];
beforeEach(() => woken.splice(0));
function hold(name: string, more: Partial<HeldPoll> = {}, scope = SCOPE): Promise<WakeReason> {
  const poll = {
    group: 'g',
    poolId: 'p',
    watched: new Set(['p', 'q']),
    sinceMs: performance.now(),
    moment: polls.moment,
    delayMs: 25_000,
    lookInMs: Infinity,
    line: HOLDING,
    ...more,
  };
  const waiting = polls.wait(scope, poll);
  void waiting.then((reason) => woken.push(`${name} ${reason}`));
  return waiting;
}
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

it('news of a run wake the poll that waits longest, and no other', async () => {
  void hold('young', { sinceMs: 20 });
  void hold('old', { sinceMs: 10 });
  tell('w:q');
  await pass(0);
  expect(woken).toEqual(['old look']);
  tell('w:q');
  await pass(0);
  expect(woken).toEqual(['old look', 'young look']);
});

it('news of other queues and other workspaces wake nobody', async () => {
  void hold('mine');
  void hold('theirs', { watched: new Set(['x']) }, { ...SCOPE, workspaceId: 'other' });
  tell('w:x');
  tell('other:q');
  await pass(0);
  expect(woken).toEqual([]);
});

it('a free slot of the pool wakes whatever queue is polled', async () => {
  void hold('a', { watched: new Set(['p', 'other queue']) });
  tell('w:p');
  await pass(0);
  expect(woken).toEqual(['a look']);
});

it('news of the pool wake one of each group, whatever queues it polls', async () => {
  void hold('old', { sinceMs: 10 });
  void hold('young', { sinceMs: 20 });
  void hold('other queue', { group: 'h', watched: new Set(['p', 'x']), sinceMs: 5 });
  void hold('other pool', { group: 'i', poolId: 'r', watched: new Set(['r', 'y']) });
  tell('w:p');
  await pass(0);
  expect(woken.sort()).toEqual(['old look', 'other queue look']);
});

it('news that come while a poll looks are not lost', async () => {
  const { moment } = polls;
  tell('w:q');
  void hold('late', { moment });
  void hold('in time');
  await pass(0);
  expect(woken).toEqual(['late look']);
});

it('who took all it may passes on', async () => {
  void hold('next');
  polls.passOn(SCOPE, ['q']);
  polls.passOn(SCOPE, ['q']);
  await pass(0);
  expect(woken).toEqual(['next look']);
});

it('time makes one of a group look, ten seconds later at the latest', async () => {
  for (const name of ['a', 'b', 'c']) void hold(name);
  await pass(9_990);
  expect(woken).toEqual([]);
  await pass(20);
  expect(woken).toEqual(['a look']);
  await pass(10_000);
  expect(woken).toEqual(['a look', 'b look']);
});

it('a group looks when the next run becomes due, and often while others are not heard', async () => {
  void hold('a');
  void hold('b', { lookInMs: 700 });
  await pass(710);
  expect(woken).toEqual(['a look']);
  isConnected = false;
  void hold('c', { group: 'h' });
  await pass(1_010);
  expect(woken).toContain('c look');
});

it('many short waits of a group look as often as a long one', async () => {
  for (let n = 0; n < 4; n += 1) {
    void hold(`${n}`, { delayMs: 4_000 });
    await pass(4_010);
  }
  expect(woken).toEqual(['0 elapsed', '1 elapsed', '2 look', '3 elapsed']);
});

it('ends with its time, with the connection and with the server', async () => {
  const gone: (() => void)[] = [];
  const line = { ...HOLDING, onGone: (callback: () => void) => gone.push(callback) };
  void hold('timed', { delayMs: 100 });
  void hold('gone', { line });
  void hold('left');
  await pass(110);
  for (const callback of gone) callback();
  await pass(0);
  expect(woken).toEqual(['timed elapsed', 'gone ended']);
  polls.onModuleDestroy();
  expect(await hold('after')).toBe('ended');
  await pass(0);
  expect(woken).toContain('left ended');
});

it('everybody looks when notifications may have been missed', async () => {
  void hold('a');
  void hold('b', { watched: new Set(['x']), group: 'h' });
  reconnect();
  await pass(0);
  expect(woken).toEqual(['a look', 'b look']);
});

describe('what was found is sure', () => {
  const look = (watched = ['p', 'q']) => ({ watched: new Set(watched), moment: polls.moment });

  it('until there is news of what is watched, or of a pool of the workspace', () => {
    const before = look();
    tell('w:other');
    tell('other:q');
    tellOfPools('other');
    expect(polls.isSure(SCOPE, before)).toBe(true);
    tell('w:q');
    expect(polls.isSure(SCOPE, before)).toBe(false);
    const after = look();
    expect(polls.isSure(SCOPE, after)).toBe(true);
    tellOfPools('w');
    expect([polls.isSure(SCOPE, after), polls.isSure(SCOPE, look())]).toEqual([false, true]);
  });

  it('while all that happens is heard', () => {
    const before = look();
    isConnected = false;
    expect(polls.isSure(SCOPE, before)).toBe(false);
    isConnected = true;
    reconnect();
    expect([polls.isSure(SCOPE, before), polls.isSure(SCOPE, look())]).toEqual([false, true]);
  });

  it('while the news since are remembered', () => {
    const before = look(['quiet']);
    for (let n = 0; n <= 10_000; n += 1) tell(`w:${n}`);
    expect([polls.isSure(SCOPE, before), polls.isSure(SCOPE, look())]).toEqual([false, true]);
  });
});
