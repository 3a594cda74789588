import * as z from 'zod';
import { parameterSchemaOf, type StandardSchema, validate } from './standard-schema.ts';

beforeAll(() => (process.env['ORCH_LOG_LEVEL'] = 'off'));
afterAll(() => delete process.env['ORCH_LOG_LEVEL']);

const schema = z.object({ a: z.number(), b: z.string().default('x').describe('a text') });

it('parameters are checked, and filled in as the schema says', async () => {
  expect(await validate(schema, { a: 1 })).toEqual({ value: { a: 1, b: 'x' } });
  const wrong = await validate(z.object({ list: z.array(z.number()) }), { list: [1, 'two'] });
  expect(wrong).toEqual({ issues: [{ path: 'list.1', message: expect.any(String) }] });
});

it('zod’s schema is published as JSON schema, with positions for forms', async () => {
  expect(await parameterSchemaOf(schema)).toEqual({
    type: 'object',
    title: 'Parameters',
    properties: {
      a: { title: 'a', type: 'number', position: 0 },
      b: { title: 'b', type: 'string', default: 'x', description: 'a text', position: 1 },
    },
    required: ['a'],
  });
});

it('a schema that cannot say itself publishes an object of anything', async () => {
  const own: StandardSchema = {
    '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) },
  };
  const nothing = { type: 'object', title: 'Parameters', properties: {} };
  expect(await parameterSchemaOf(own)).toEqual(nothing);
  expect(await parameterSchemaOf(undefined)).toEqual(nothing);
});

it('a schema with a method for it is asked, as arktype’s are', async () => {
  const own = {
    '~standard': { version: 1, vendor: 'own', validate: (value: unknown) => ({ value }) },
    toJsonSchema: () => ({
      type: 'object',
      properties: { a: { $ref: '#/$defs/A' } },
      $defs: { A: { type: 'string' } },
    }),
  } as const;
  expect(await parameterSchemaOf(own)).toMatchObject({
    properties: { a: { $ref: '#/definitions/A' } },
    definitions: { A: { type: 'string' } },
  });
});
