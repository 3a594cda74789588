import { type ApiClient, ApiError } from '@orch/client';
import { LogShipper } from './log-shipper.ts';
import { OutputLines } from './output-lines.ts';

const line = (message: string) => ({ runId: 'r', name: 'n', level: 20, message, timeMs: 0 });

/** A server that refuses batches with the line "bad" in them; `hold` keeps its answers back. */
const setup = (options: { readonly linesMax?: number; readonly hold?: Promise<void> } = {}) => {
  const [stored, said]: [string[], string[]] = [[], []];
  const send = async (_method: string, _path: string, { body }: { body: { message: string }[] }) => {
    await options.hold;
    const messages = body.map(({ message }) => message);
    if (messages.includes('bad')) throw new ApiError(422, 'Invalid request received.', 'POST /logs/');
    stored.push(...messages);
  };
  const client = { send } as unknown as ApiClient; // nothing else of it is used
  const shipper = new LogShipper({
    client,
    workerId: () => null,
    say: (text) => said.push(text),
    collectMs: 0,
    ...(options.linesMax === undefined ? {} : { linesMax: options.linesMax }),
  });
  return { shipper, stored, said };
};

it('a line that the server refuses takes no other with it', async () => {
  const { shipper, stored, said } = setup();
  const messages = Array.from({ length: 40 }, (_, n) => (n === 17 ? 'bad' : `${n}`));
  for (const message of messages) shipper.add(line(message));
  let isDone = false;
  shipper.whenDone(() => (isDone = true));
  await shipper.close(10);
  expect(stored).toEqual(messages.filter((message) => message !== 'bad'));
  expect(said).toEqual(['The server refused 1 log lines: Invalid request received.']);
  expect(isDone).toBe(true);
});

it('of more lines than are kept the oldest go, but none that is on its way', async () => {
  let answer = (): void => {};
  const { shipper, stored, said } = setup({
    linesMax: 80,
    hold: new Promise((resolve) => (answer = resolve)),
  });
  shipper.add(line('first'));
  await new Promise((resolve) => setTimeout(resolve, 20)); // it is on its way
  for (let n = 0; n < 1_000; n++) shipper.add(line(`${n}`));
  answer();
  await shipper.close(10);
  expect(stored[0]).toBe('first');
  expect(stored.at(-1)).toBe('999');
  expect(stored.length).toBeLessThanOrEqual(90);
  expect(said[0]).toContain('the oldest are lost');
  expect(said.at(-1)).toBe(`${1_001 - stored.length} log lines were lost`);
});

it('output that is no text makes lines that can be stored', () => {
  const lines: string[] = [];
  const output = new OutputLines((text) => lines.push(text));
  output.push(Buffer.from([0x61, 0, 0xff, 0x62, 0x0a]));
  output.push(Buffer.from(`${'x'.repeat(19_999)}😀\n`));
  output.end();
  expect(lines[0]).toBe('a��b');
  expect(lines.slice(1).every((text) => text.isWellFormed())).toBe(true);
});
