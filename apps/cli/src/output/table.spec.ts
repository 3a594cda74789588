import { colourPaint, plainPaint } from './style.ts';
import { type Column, fitWidths, renderFields, renderTable } from './table.ts';

interface Row {
  readonly name: string;
  readonly count: number;
}
const COLUMNS: readonly Column<Row>[] = [
  { head: 'NAME', text: ({ name }) => name, flexible: true },
  { head: 'COUNT', text: ({ count }) => String(count), align: 'right', style: () => 'green' },
];
const render = (rows: readonly Row[], width?: number) =>
  renderTable(rows, COLUMNS, { width, paint: plainPaint });

it('aligns columns below their heads, numbers to the right', async () => {
  expect(
    await render([
      { name: 'a-long-name', count: 5 },
      { name: 'b', count: 12_345 },
    ]),
  ).toBe('NAME         COUNT\na-long-name      5\nb            12345\n');
});
it('cuts what is flexible to the width of the terminal', async () => {
  expect(await render([{ name: 'a-very-long-name', count: 5 }], 18)).toBe(
    'NAME         COUNT\na-very-lon…      5\n',
  );
});
it('counts wide characters as two', async () => {
  expect(await render([{ name: '日本', count: 1 }])).toBe('NAME  COUNT\n日本      1\n');
});
it('colours are not counted', async () => {
  const text = await renderTable([{ name: 'abcdefghijklmnop', count: 5 }], COLUMNS, {
    width: 18,
    paint: colourPaint,
  });
  expect(text.replace(/\u001b\[\d+m/g, '')).toBe('NAME         COUNT\nabcdefghij…      5\n');
  expect(text).toContain('\u001b[32m5\u001b[39m');
});
it('what others wrote cannot command the terminal', async () => {
  expect(await render([{ name: 'a\u001b[2Jb\nc\u202e', count: 1 }])).toBe(
    'NAME       COUNT\na [2Jb c       1\n',
  );
});
it('leaves out the last columns before it cuts names to nothing', () => {
  expect(fitWidths([11, 13, 36], [true, false, false], 80)).toEqual([11, 13, 36]);
  expect(fitWidths([30, 13, 36], [true, false, false], 70)).toEqual([17, 13, 36]);
  expect(fitWidths([11, 13, 36], [true, false, false], 40)).toEqual([11, 13, 0]);
  expect(fitWidths([36], [false], 10)).toEqual([36]);
});
it('fields are aligned, empty ones left out', () => {
  const fields = [
    ['Name', 'x'],
    ['Description', ''],
    ['Parameters', '{\n  "a": 1\n}'],
  ] as const;
  expect(renderFields(fields, plainPaint)).toBe(
    'Name        x\nParameters  {\n              "a": 1\n            }\n',
  );
});

it('shortens ids before it cuts names', async () => {
  const rows = [{ name: 'a-long-name', id: '01a1fec9-fd96-7026-90c7-8d9ebb391919' }];
  const columns = [
    { head: 'NAME', text: ({ name }: { name: string }) => name, flexible: true as const },
    { head: 'ID', text: ({ id }: { id: string }) => id, enough: 13 },
  ];
  const lines = async (width: number): Promise<string | undefined> =>
    (await renderTable(rows, columns, { width, paint: plainPaint })).split('\n')[1];
  expect(await lines(60)).toBe('a-long-name  01a1fec9-fd96-7026-90c7-8d9ebb391919');
  expect(await lines(30)).toBe('a-long-name  01a1fec9-fd96');
});
