import { ConnectionError } from '@orch/client';
import { Printer } from '../output/printer.ts';
import type { Terminal } from '../terminal.ts';
import { throughOutage } from './outage.ts';

/** Something that answers after the given failures. */
const asking = (
  failures: unknown[],
  { nowMs = (): number => 0, signal = new AbortController().signal } = {},
) => {
  let err = '';
  const terminal = { err: (text: string) => void (err += text), outIsTty: false } as unknown as Terminal; // what is used
  const context = {
    print: new Printer(terminal, { format: 'table', colour: false }),
    signal,
    get nowMs() {
      return nowMs();
    },
  };
  const ask = async (): Promise<string> => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return 'answer';
  };
  return { context, ask, said: () => err };
};
const AWAY = new ConnectionError('http://127.0.0.1:4200/api', 'nobody listens there');

it('waits until the server answers again, and says so once', async () => {
  const { context, ask, said } = asking([AWAY, AWAY, AWAY]);
  expect(await throughOutage(context, ask, { pauseMs: 1 })).toBe('answer');
  expect(said()).toBe('The server does not answer. Waiting for it …\n');
});
it('what the server says no to ends at once', async () => {
  const { context, ask } = asking([new Error('no')]);
  await expect(throughOutage(context, ask)).rejects.toThrow('no');
});
it('gives up when the time is over, after 15 minutes at the latest', async () => {
  let now = 0;
  const { context, ask } = asking([AWAY, AWAY, AWAY], { nowMs: () => (now += 500_000) });
  await expect(throughOutage(context, ask, { pauseMs: 1 })).rejects.toBe(AWAY);
  const soon = asking([AWAY], { nowMs: () => 10 });
  await expect(throughOutage(soon.context, soon.ask, { endMs: 5 })).rejects.toBe(AWAY);
});
it('Ctrl-C ends the waiting', async () => {
  const stop = new AbortController();
  const { context, ask } = asking([AWAY], { signal: stop.signal });
  const waiting = throughOutage(context, ask, { pauseMs: 60_000 });
  setImmediate(() => stop.abort());
  await expect(waiting).rejects.toMatchObject({ exitCode: 130 });
});
