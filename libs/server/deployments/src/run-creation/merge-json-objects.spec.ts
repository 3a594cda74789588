import { expect, it } from '@jest/globals';
import { membersOf, mergeJsonObjects } from './merge-json-objects.ts';

it.each([
  ['{}', '{"a": 1.0}', '{"a": 1.0}'],
  ['{"a":1}', '{ }', '{"a":1}'],
  [
    '{"a": 1.0, "b": {"x": [1, "}"]}}',
    '{"a":12345678901234567890}',
    '{"a":12345678901234567890,"b":{"x": [1, "}"]}}',
  ],
  ['{"a\\"b": "x,y", "c": [ {"d": 1} ]}', '{"c":null}', '{"a\\"b":"x,y","c":null}'],
  ['{"a":1,"a":2}', '{"b":3}', '{"a":2,"b":3}'],
])('%s with %s is %s', (base, over, merged) => {
  expect(mergeJsonObjects(base, over)).toBe(merged);
  expect(JSON.parse(merged)).toEqual({ ...(JSON.parse(base) as object), ...(JSON.parse(over) as object) });
});

it('reads escaped keys as JSON does', () => {
  expect([...membersOf('{"\\u0061": "\\\\", "z" : -1e3 }')]).toEqual([
    ['a', '"\\\\"'],
    ['z', '-1e3'],
  ]);
});
