import { runJq } from './jq.ts';
import { fieldsFrom, pickFields } from './select.ts';

it('members by name, of one thing or of many', () => {
  expect(fieldsFrom(' id, name,')).toEqual(['id', 'name']);
  expect(pickFields([{ id: 1, name: 'a', x: 2 }], ['name', 'id'])).toEqual([{ name: 'a', id: 1 }]);
  expect(pickFields({ id: 1, name: null }, ['name'])).toEqual({ name: null });
  expect(pickFields([], ['name'])).toEqual([]);
  expect(() => pickFields([{ id: 1 }], ['nmae'])).toThrow('there is no nmae to print');
  expect(() => pickFields('text', ['id'])).toThrow('takes members of objects');
});

it.each([
  ['.[].name', 'a\nb\n'],
  ['map(.n) | add', '3\n'],
  ['.[0]', '{"name":"a","n":1}\n'],
  ['.[] | select(.n > 1) | "\\(.name)=\\(.n)"', 'b=2\n'],
  ['empty', ''],
])('jq %s', async (expression, text) => {
  const value = [
    { name: 'a', n: 1 },
    { name: 'b', n: 2 },
  ];
  expect(await runJq(value, expression)).toBe(text);
});
it('jq says what is wrong: with the expression (2), or with the value (1)', async () => {
  await expect(runJq([], '.[')).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/^--jq: syntax error/),
  });
  await expect(runJq([1], '.[0].x')).rejects.toThrow('--jq: Cannot index number with string ("x")');
  await expect(runJq([1], '.[0].x')).rejects.toMatchObject({ exitCode: 1 });
});
it('much is no trouble', async () => {
  const rows = Array.from({ length: 20_000 }, (_, n) => ({ n, text: 'x'.repeat(50) }));
  expect(await runJq(rows, 'length')).toBe('20000\n');
});
