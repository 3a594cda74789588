// Which scenarios are run, how long, and how often.

const FULL = {
  repeat: 5,
  span: '8s',
  events: 3000,
  idleSpan: '40s',
  idleRepeat: 2,
  sizes: [10_000, 100_000],
  backlogs: [1_000, 10_000, 100_000],
  boundSeconds: 8,
  coldStarts: 3,
};
const QUICK = {
  repeat: 2,
  span: '3s',
  events: 900,
  idleSpan: '20s',
  idleRepeat: 1,
  sizes: [10_000],
  backlogs: [1_000, 10_000],
  boundSeconds: 3,
  coldStarts: 1,
};

/** @param {boolean} quick */
export const planOf = (quick) => {
  const { repeat, span, events, idleSpan, idleRepeat, backlogs, ...rest } = quick ? QUICK : FULL;
  const minutes = (n) => (quick ? n / 2 : n) * 60_000;
  return {
    ...rest,
    loads: [
      [{ scenario: 'create-adhoc', repeat, c: 8, d: span }, minutes(5)],
      [{ scenario: 'create', repeat, c: 8, d: span }, minutes(5)],
      [{ scenario: 'lifecycle', repeat, c: 8, d: span }, minutes(5)],
      [{ scenario: 'logs', repeat, c: 8, d: span }, minutes(5)],
      [{ scenario: 'events', repeat, c: 4, events, patience: '10s' }, minutes(8)],
      [{ scenario: 'idle', repeat: idleRepeat, workers: 100, d: idleSpan }, minutes(8)],
    ],
    automations: {
      load: [{ scenario: 'events', repeat, c: 4, events, patience: '10s' }, minutes(8)],
      firingSeconds: quick ? 10 : 20,
    },
    read: [{ scenario: 'read', repeat: quick ? 1 : 2, c: 2, d: quick ? '1s' : '3s' }, minutes(8)],
    // Last: the tables are large from then on. `beside`: so many overdue runs are in another pool.
    polls: [
      { backlog: 0, beside: 0, repeat },
      // Four workers that hold 200 runs each leave some of the smallest backlog. What a worker holds outlives it by its
      // lease: each measurement is one repeat.
      ...backlogs.flatMap((backlog) =>
        Array.from({ length: quick ? 1 : 2 }, () => ({ backlog, beside: 0, repeat: 1, workers: 4 })),
      ),
      { backlog: 0, beside: backlogs.at(-1), repeat },
    ].map((one) => ({ workers: 8, ...one, span, timeoutMs: minutes(8) })),
    dispatch: [
      { scenario: 'dispatch', repeat: quick ? 1 : 2, rate: 5, workers: 8, d: quick ? '10s' : '30s' },
      minutes(5),
    ],
    accessCost: { repeat, span, timeoutMs: minutes(8) },
    heldPolls: { polls: 1_000, seconds: quick ? 30 : 60 },
  };
};
