import { parametersType } from './schema-to-type.ts';
import { typesOf } from './generate-types.ts';

const ofProperties = (properties: object, more: object = {}): string =>
  parametersType({ type: 'object', properties, ...more });

it.each([
  [{ a: { type: 'integer' } }, '{ readonly a?: number }'],
  [{ 'a-b': { type: ['string', 'null'] } }, '{ readonly "a-b"?: string | null }'],
  [{ a: { enum: ['x', 3, null] } }, '{ readonly a?: "x" | 3 | null }'],
  [
    { a: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'number' } }] } },
    '{ readonly a?: string | readonly number[] }',
  ],
  [
    { a: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
    '{ readonly a?: readonly (string | null)[] }',
  ],
  [
    { a: { type: 'object', additionalProperties: { type: 'boolean' } } },
    '{ readonly a?: Readonly<Record<string, boolean>> }',
  ],
  [{ a: { title: 'anything' } }, '{ readonly a?: unknown }'],
])('%j is %s', (properties, type) => expect(ofProperties(properties)).toBe(type));

it('required members are not optional, references are followed, cycles end', () => {
  const node = { type: 'object', properties: { next: { $ref: '#/definitions/Node' } } };
  const type = ofProperties(
    { n: { $ref: '#/definitions/Node' } },
    { required: ['n'], definitions: { Node: node } },
  );
  expect(type).toMatch(/^\{ readonly n: \{ readonly next\?: .*unknown/);
});

it('a deployment without parameters takes none', () => {
  expect(parametersType({ type: 'object', properties: {} })).toBe('Record<string, never>');
  expect(parametersType(null)).toBe('Record<string, never>');
});

it('the file names deployments in order, with what they are for', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
  const text = typesOf([
    { name: 'z/prod', description: null, parameterSchema: null },
    { name: 'a/prod', description: 'Loads */ things\nslowly', parameterSchema: schema },
  ]);
  expect(text).toContain(
    '    /** Loads * / things */\n    "a/prod": { readonly parameters: { readonly a: string } };\n' +
      '    "z/prod": { readonly parameters: Record<string, never> };\n',
  );
});
