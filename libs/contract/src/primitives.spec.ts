import * as c from './index.ts';

const codeOf = (schema: c.Wire<unknown>, value: unknown): unknown => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  return c.toExceptionDetail(result.error, value, 'body')[0]!.type;
};
const us = (text: string): number => Date.parse(text) * 1000;

it.each([
  [3, 3],
  [3.0, 3],
  ['3', 3],
  [' +3 ', 3],
  ['3.00', 3],
  ['1_000', 1000],
  [true, 1],
  [3.5, 'int_from_float'],
  ['3.5', 'int_parsing'],
  ['', 'int_parsing'],
  [null, 'int_type'],
  [[], 'int_type'],
  [undefined, 'missing'],
  [2 ** 31, 'less_than_equal'],
  [-(2 ** 31) - 1, 'greater_than_equal'],
])('int: %j → %j', (value, expected) => expect(codeOf(c.int4, value)).toBe(expected));

it.each([
  [1.5, 1.5],
  ['1.5', 1.5],
  ['-1e3', -1000],
  [true, 1],
  ['nan', 'float_parsing'],
  ['1e999', 'float_parsing'],
  [null, 'float_type'],
])('float: %j → %j', (value, expected) => expect(codeOf(c.anyFloat, value)).toBe(expected));

it.each([
  [true, true],
  [1, true],
  ['YES', true],
  ['t', true],
  ['off', false],
  [0, false],
  [2, 'bool_parsing'],
  ['maybe', 'bool_parsing'],
  [null, 'bool_type'],
])('bool: %j → %j', (value, expected) => expect(codeOf(c.wireBool, value)).toBe(expected));

it.each([
  ['plain', 'plain'],
  ['smile \u{1f600}', 'smile \u{1f600}'],
  [5, 'string_type'],
  ['a\0b', 'string_unicode'],
  ['a\ud800b', 'string_unicode'],
])('string: %j → %j', (value, expected) => expect(codeOf(c.wireStr, value)).toBe(expected));

const UUID = '0199f3a0-7b1c-7000-8000-0000000000aa';
it.each([
  [UUID, UUID],
  [UUID.toUpperCase(), UUID],
  [UUID.replaceAll('-', ''), UUID],
  [`{${UUID}}`, UUID],
  [`urn:uuid:${UUID}`, UUID],
  [`{${UUID}`, 'uuid_parsing'],
  [UUID.slice(1), 'uuid_parsing'],
  [UUID.replace('-', ''), 'uuid_parsing'],
  [5, 'uuid_type'],
])('uuid: %j → %j', (value, expected) => expect(codeOf(c.wireUuid, value)).toBe(expected));

it.each([
  ['2026-11-21T01:02:03.000456Z', us('2026-11-21T01:02:03Z') + 456],
  ['2026-11-21T01:02:03.5Z', us('2026-11-21T01:02:03.5Z')],
  ['2026-11-21T01:02:03+00:00', us('2026-11-21T01:02:03Z')],
  ['2026-11-21 01:02:03.000456+00:00', us('2026-11-21T01:02:03Z') + 456],
  ['2026-11-21T01:02:03+02:00', us('2026-11-20T23:02:03Z')],
  ['2026-11-21T01:02:03', us('2026-11-21T01:02:03Z')],
  ['2026-11-21T01:02', us('2026-11-21T01:02:00Z')],
  ['2026-11-21', us('2026-11-21T00:00:00Z')],
  [1_700_000_000, 1_700_000_000e6],
  [1_700_000_000_123, 1_700_000_000_123e3],
  ['1700000000', 1_700_000_000e6],
  [1_700_000_000.25, 1_700_000_000.25e6],
  ['0001-01-01T00:00:00+00:00', -62_135_596_800e6],
  ['9999-12-31T23:59:59Z', 253_402_300_799e6],
  ['10000-01-01T00:00:00Z', 'datetime_from_date_parsing'],
  ['0000-01-01T00:00:00Z', 'datetime_from_date_parsing'],
  ['2026-02-30T00:00:00Z', 'datetime_from_date_parsing'],
  ['2026-11-21T24:00:00Z', 'datetime_from_date_parsing'],
  ['2026-11-21T01:02:60Z', 'datetime_from_date_parsing'],
  ['tomorrow', 'datetime_from_date_parsing'],
  ['', 'datetime_from_date_parsing'],
  [1e30, 'datetime_from_date_parsing'],
  [null, 'datetime_type'],
  [true, 'datetime_type'],
])('datetime: %j → %j', (value, expected) => expect(codeOf(c.wireDateTime, value)).toBe(expected));

it('reads times of different minutes after another', () => {
  for (const text of ['2026-11-21T01:02:03Z', '2026-11-21T01:03:03Z', '2026-11-21T01:02:03Z'])
    expect(codeOf(c.wireDateTime, text)).toBe(us(text));
});

it.each([
  [1.5, 1.5],
  ['1.5', 1.5],
  ['PT5S', 5],
  ['-P1DT2H', -(86_400 + 7200)],
  ['P2W', 14 * 86_400],
  ['1 day, 01:02:03.5', 86_400 + 3723.5],
  ['00:10', 600],
  ['P', 'time_delta_parsing'],
  ['PT', 'time_delta_parsing'],
  ['soon', 'time_delta_parsing'],
  [1e20, 'less_than_equal'],
  [null, 'time_delta_type'],
])('duration: %j → %j', (value, expected) => expect(codeOf(c.anyTimedelta, value)).toBe(expected));

it.each([
  ['my flow', 'my flow'],
  ['a/b', 'string_pattern_mismatch'],
  ['', 'string_pattern_mismatch'],
])('name: %j → %j', (value, expected) => expect(codeOf(c.wireName, value)).toBe(expected));

it.each([
  ['" \'', 'value_error'],
  ['a>b', 'string_pattern_mismatch'],
  ['pool', 'pool'],
])('name of a pool: %j → %j', (value, expected) =>
  expect(codeOf(c.wireNonEmptyishName, value)).toBe(expected),
);

it.each([
  [
    { a: 1, b: 'x', c: true, d: 1.5 },
    { a: 1, b: 'x', c: true, d: 1.5 },
  ],
  [{ a: null }, 'string_type'],
  [{ a: { b: 1 } }, 'string_type'],
  [{ 'a\0': 1 }, 'string_unicode'],
  [[], 'dict_type'],
])('labels: %j → %j', (value, expected) => expect(codeOf(c.wireLabels, value)).toEqual(expected));

it('keeps a label called __proto__ as a plain label', () => {
  const parsed = c.wireLabels.parse(JSON.parse('{"__proto__":"x"}'));
  expect(Object.keys(parsed)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
});

it('answers a limit above the maximum in the short form, and uses the maximum when there is none', () => {
  expect(c.pageLimit(null)).toBe(200);
  expect(c.pageLimit(0)).toBe(0);
  expect(() => c.pageLimit(201)).toThrow(
    expect.objectContaining({ code: 'request.limit', shown: { max: 200 } }),
  );
  expect(c.flowRunsFilterBody.parse({ limit: 10_000_000_000 }).limit).toBe(10_000_000_000);
});
