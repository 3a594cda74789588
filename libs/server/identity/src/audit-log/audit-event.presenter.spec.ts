import { csvCell } from './audit-event.presenter.ts';

it.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\r\nx', `"'\r\nx"`],
  ['a,b', '"a,b"'],
  ['a "quoted" name', '"a ""quoted"" name"'],
  ['plain', 'plain'],
  [null, ''],
  [-7, '-7'],
])('%j is written as %j: nothing that a person named becomes a formula', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});
