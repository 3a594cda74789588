import { OutputLines } from './output-lines.ts';
import { OwnLines, unsentLines } from './own-lines.ts';

const STACK = '    at stack (a.ts:1:2)';

const left = (lines: readonly string[]): string[] => {
  const own = new OwnLines();
  return lines.filter((line) => !own.isShippedByRun(line));
};

it('lines that an engine sends itself are not sent again, what only the output knows is', () => {
  expect(
    left([
      'printed first',
      "10:00:00.123 | INFO    | Flow run 'brave-otter' - text",
      'printed',
      "10:00:00.123 | ERROR   | Flow run 'brave-otter' - Encountered exception",
      'Traceback (most recent call last):',
      '  File "flow.py", line 9, in hello',
      '    raise ValueError("boom")',
      '',
      'ValueError: boom',
      'printed after it',
      "10:00:00.123 | INFO | Task run 'add-1' - Finished",
      '10:00:00.123 | INFO    | prefect.engine - not of a run',
      '  indented print',
    ]),
  ).toEqual([
    'printed first',
    'printed',
    'printed after it',
    '10:00:00.123 | INFO    | prefect.engine - not of a run',
    '  indented print',
  ]);
});

it('the stack of an error of Node belongs to its line', () => {
  const lines = [
    "10:00:00.123 | ERROR | Flow run 'a' - Error: boom",
    '    at run (flow.ts:1:1)',
    '    at b',
    'x',
  ];
  expect(left(lines)).toEqual(['x']);
});

it('a traceback that was printed without a line before it is sent', () => {
  const lines = ['Traceback (most recent call last):', '  File "a"', 'ValueError: b'];
  expect(left(lines)).toEqual(lines);
});

it('chunks become lines, split anywhere, the last one without an end', () => {
  const lines: string[] = [];
  const output = new OutputLines((line) => lines.push(line));
  const bytes = Buffer.from('één\r\ntwo\n\nthree');
  for (const byte of bytes) output.push(Buffer.from([byte]));
  output.end();
  expect(lines).toEqual(['één', 'two', '', 'three']);
});

it('a line without an end is given up at a length that logs can hold', () => {
  const lines: string[] = [];
  const output = new OutputLines((line) => lines.push(line));
  output.push(Buffer.from('x'.repeat(45_000)));
  output.end();
  expect(lines.map((line) => line.length)).toEqual([20_000, 20_000, 5_000]);
});

it.each([
  [
    'what comes after the last line that the server has',
    ['two', 'end', 'one'],
    ['end', STACK, 'three', 'end', STACK],
  ],
  ['nothing, when it has all', ['end', 'three', 'end', 'two'], []],
  ['everything, when it has none', [], ['one', 'end', 'two', 'end', STACK, 'three', 'end', STACK]],
])('an engine that was killed has not sent %s', (_, newestFirst, unsent) => {
  const line = (message: string): string => `10:00:00.123 | INFO  | Flow run 'brave-otter' - ${message}`;
  const lines = ['one', 'end', 'two', 'end', STACK, 'three', 'end', STACK].map((one) =>
    one === STACK ? one : line(one),
  );
  expect(unsentLines(lines, newestFirst).map((text) => text.replace(line(''), ''))).toEqual(unsent);
});
