import { fieldsOf, isMasked, variantOf } from './schema-field.ts';

const schema = {
  type: 'object',
  required: ['url'],
  properties: {
    notes: { type: 'array', items: { type: 'string' }, position: 3 },
    url: { type: 'string', format: 'password', writeOnly: true, title: 'Webhook URL', position: 0 },
    user: { anyOf: [{ type: 'string', format: 'password' }, { type: 'null' }], default: null, position: 1 },
    credentials: { allOf: [{ $ref: '#/definitions/Credentials' }], title: 'Credentials', position: 2 },
    target: { anyOf: [{ $ref: '#/definitions/Parts' }, { type: 'string' }], position: 4 },
    labels: { type: 'object', additionalProperties: { type: 'string' }, position: 5 },
    self: { $ref: '#/definitions/Loop', position: 6 },
  },
  definitions: {
    Credentials: {
      type: 'object',
      block_type_slug: 'aws-credentials',
      properties: { key: { type: 'string' } },
    },
    Parts: { title: 'Parts', type: 'object', required: ['host'], properties: { host: { type: 'string' } } },
    Loop: { type: 'object', properties: { next: { $ref: '#/definitions/Loop' } } },
  },
};
const fields = fieldsOf(schema);
const named = (name: string) => fields.find((field) => field.name === name);

it('reads the members in their order, with a control for each', () => {
  expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
    ['url', 'secret'],
    ['user', 'secret'],
    ['credentials', 'reference'],
    ['notes', 'texts'],
    ['target', 'variants'],
    ['labels', 'json'],
    ['self', 'object'],
  ]);
  expect(named('url')).toMatchObject({ title: 'Webhook URL', isNeeded: true, isNullable: false });
  expect(named('user')).toMatchObject({ title: 'User', isNullable: true, isNeeded: false });
  expect(named('credentials')?.blockType).toBe('aws-credentials');
  expect(named('target')?.variants.map(({ kind, title }) => [kind, title])).toEqual([
    ['object', 'Parts'],
    ['text', 'Variant 2'],
  ]);
});

it.each([
  [{ host: 'a' }, 0],
  ['postgresql://', 1],
  [undefined, 0],
])('takes %j for its variant', (value, index) =>
  expect(variantOf(named('target')?.variants ?? [], value)).toBe(index),
);

it('knows a hidden secret', () => {
  expect(isMasked('********')).toBe(true);
  expect(isMasked('***')).toBe(false);
});

it.each([null, {}, { properties: 3 }])('has nothing to ask for %j', (empty) =>
  expect(fieldsOf(empty as never)).toEqual([]),
);

it('offers what items and references may be, and asks for moments', () => {
  const shown = fieldsOf({
    properties: {
      mode: { allOf: [{ $ref: '#/definitions/Mode' }], default: 'a' },
      modes: { type: 'array', items: { $ref: '#/definitions/Mode' } },
      round: { $ref: '#/definitions/Round' },
      since: { type: 'string', format: 'date-time' },
    },
    definitions: { Mode: { enum: ['a', 'b'], type: 'string' }, Round: { $ref: '#/definitions/Round' } },
  });
  expect(shown.map(({ kind, choices, fallback }) => [kind, choices, fallback])).toEqual([
    ['choice', ['a', 'b'], 'a'],
    ['texts', ['a', 'b'], undefined],
    ['json', [], undefined],
    ['moment', [], undefined],
  ]);
});
