import { errorsByName, parametersOf } from './parameter-schema.ts';

const SCHEMA = {
  type: 'object',
  required: ['count'],
  properties: {
    mode: { position: 1, allOf: [{ $ref: '#/definitions/Mode' }], default: 'a' },
    count: { position: 0, type: 'integer', title: 'Count' },
    note: { position: 2, anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
    mixed: { position: 3, anyOf: [{ type: 'string' }, { type: 'integer' }] },
    day: { position: 4, type: 'string', format: 'date' },
    rows: { position: 5, type: 'array', items: { type: 'string' } },
  },
  definitions: { Mode: { enum: ['a', 'b'], type: 'string' } },
};

it('reads what a form needs, in the order of the function', () => {
  const shown = parametersOf(SCHEMA).map(({ name, kind, isNeeded, isNullable }) => [
    name,
    kind,
    isNeeded,
    isNullable,
  ]);
  expect(shown).toEqual([
    ['count', 'whole', true, false],
    ['mode', 'choice', false, false],
    ['note', 'text', false, true],
    ['mixed', 'json', false, false],
    ['day', 'date', false, false],
    ['rows', 'json', false, false],
  ]);
  expect(parametersOf(SCHEMA)[1]?.choices).toEqual(['a', 'b']);
});

it.each([null, {}, { properties: 3 }])('has nothing to ask for %j', (schema) =>
  expect(parametersOf(schema as never)).toEqual([]),
);

it('puts errors to their parameters', () => {
  expect(
    errorsByName([
      { property: 'a', errors: ["'x' is not of type 'integer'"] },
      { property: 'l', errors: [{ index: 0, errors: ['1 is not of type string'] }] },
      'something else',
    ]),
  ).toEqual({
    a: "'x' is not of type 'integer'",
    l: 'Item 1: 1 is not of type string',
    '': 'Something else',
  });
});
