import { type LogLine, LogShipper } from './log-shipper.ts';

const line = (message: string): LogLine => ({
  name: 'n',
  level: 20,
  message,
  timestamp: '2026-01-01T00:00:00Z',
  flow_run_id: null,
  task_run_id: null,
});

it('lines arrive in order, in few batches, those of a refused batch again', async () => {
  const batches: string[][] = [];
  let refusals = 1;
  const shipper = new LogShipper({
    send: async (lines) => {
      if (refusals-- > 0) throw new Error('not now');
      batches.push(lines.map(({ message }) => message));
    },
  });
  for (let n = 0; n < 700; n++) shipper.add(line(String(n)));
  expect(await shipper.flush(10_000)).toBe(true);
  expect(batches.flat()).toEqual(Array.from({ length: 700 }, (_, n) => String(n)));
  expect(batches.length).toBeLessThanOrEqual(3);
});

it('waiting lines are bounded, and what was given up is said', async () => {
  const said: string[] = [];
  const sent: string[] = [];
  const shipper = new LogShipper({
    linesMax: 10,
    intervalMs: 60_000,
    onTrouble: (message) => said.push(message),
    send: async (lines) => void sent.push(...lines.map(({ message }) => message)),
  });
  for (let n = 0; n < 13; n++) shipper.add(line(String(n)));
  expect(shipper.waiting).toBe(10);
  await shipper.flush(10_000);
  expect(sent[0]).toBe('3');
  expect(said.at(-1)).toBe('3 log lines were given up');
});

it('a flush ends in time when nobody takes the lines', async () => {
  let release = (): void => {};
  const shipper = new LogShipper({ send: () => new Promise((resolve) => (release = resolve)) });
  shipper.add(line('a'));
  expect(await shipper.flush(20)).toBe(false);
  release();
});

it('a very long line is shortened', async () => {
  const sent: LogLine[] = [];
  const shipper = new LogShipper({ send: async (lines) => void sent.push(...lines) });
  shipper.add(line('x'.repeat(300_000)));
  await shipper.flush(10_000);
  expect(sent[0]!.message.length).toBeLessThan(200_100);
});
