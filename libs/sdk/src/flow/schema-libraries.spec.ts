import { type } from 'arktype';
import * as v from 'valibot';
import * as z from 'zod';
import { configure, flow, InvalidInputError } from '../index.ts';
import type { StandardSchema } from './standard-schema.ts';

beforeAll(() => {
  process.env['ORCH_LOG_LEVEL'] = 'off';
  configure('offline');
});
afterAll(() => delete process.env['ORCH_LOG_LEVEL']);

/** The same parameters in the words of each library; its functions stand beside, so that their types are those of the schema. */
const FLOWS = {
  zod: flow({
    name: 'zod',
    input: z.object({
      day: z.string().describe('Which day'),
      parts: z.number().default(2),
      mode: z.enum(['fast', 'safe']).optional(),
      limits: z.object({ rows: z.array(z.int().min(1)) }).optional(),
    }),
    run: ({ day, parts, limits }) => `${day} in ${parts.toFixed(1)}: ${limits?.rows.length ?? 'all'}`,
  }),
  valibot: flow({
    name: 'valibot',
    input: v.object({
      day: v.pipe(v.string(), v.description('Which day')),
      parts: v.optional(v.number(), 2),
      mode: v.optional(v.picklist(['fast', 'safe'])),
      limits: v.optional(v.object({ rows: v.array(v.pipe(v.number(), v.integer(), v.minValue(1))) })),
    }),
    run: ({ day, parts, limits }) => `${day} in ${parts.toFixed(1)}: ${limits?.rows.length ?? 'all'}`,
  }),
  arktype: flow({
    name: 'arktype',
    input: type({
      day: type('string').describe('Which day'),
      parts: 'number = 2',
      'mode?': '"fast" | "safe"',
      'limits?': { rows: 'number.integer >= 1[]' },
    }),
    run: ({ day, parts, limits }) => `${day} in ${parts.toFixed(1)}: ${limits?.rows.length ?? 'all'}`,
  }),
} as const;
const NAMES = Object.keys(FLOWS) as (keyof typeof FLOWS)[];

it.each(NAMES)('%s: parameters are filled in, and typed as its schema says', async (name) => {
  const called = FLOWS[name];
  expect(await called({ day: 'Mon' })).toBe('Mon in 2.0: all');
  expect(await called({ day: 'Mon', parts: 3, limits: { rows: [1, 2] } })).toBe('Mon in 3.0: 2');
});

it.each(NAMES)('%s: what is wrong is said with its place', async (name) => {
  const wrong = { day: 1, limits: { rows: [1, 'two'] } } as never;
  const { ok, error } = await FLOWS[name].returnState(wrong);
  expect(ok).toBe(false);
  expect(error).toBeInstanceOf(InvalidInputError);
  const { issues, message } = error as InvalidInputError;
  expect(issues.map(({ path }) => path).sort()).toEqual(['day', 'limits.rows.1']);
  expect(message).toMatch(/^input of flow ".*" is not valid:\n(?: {2}(?:day|limits\.rows\.1): .+\n?){2}$/);
});

it.each(NAMES)('%s: the schema is published, for forms and for types', async (name) => {
  const { parameterSchema } = await FLOWS[name].describe();
  expect(parameterSchema).toMatchObject({
    type: 'object',
    title: 'Parameters',
    required: ['day'],
    properties: {
      day: { title: 'day', type: 'string' },
      parts: { title: 'parts', type: 'number', default: 2 },
      mode: { title: 'mode', enum: ['fast', 'safe'] },
      limits: {
        title: 'limits',
        type: 'object',
        required: ['rows'],
        properties: { rows: { type: 'array', items: { type: 'integer', minimum: 1 } } },
      },
    },
  });
  const positions = Object.values(parameterSchema.properties).map(
    (one) => (one as { position: number }).position,
  );
  expect([...positions].sort()).toEqual([0, 1, 2, 3]);
});

it.each([
  ['zod', z.object({ when: z.date(), parts: z.number().default(2) }), {}],
  ['arktype', type({ when: 'string.date.parse', parts: 'number = 2' }), { type: 'string' }],
])('%s: a type that JSON does not know hides no other parameter', async (name, input, when) => {
  const { parameterSchema } = await flow({ name, input, run: () => null }).describe();
  expect(parameterSchema.properties).toMatchObject({ when, parts: { type: 'number', default: 2 } });
});

it('one schema of another library is a Standard Schema too', () => {
  const schemas: StandardSchema<unknown, unknown>[] = [z.string(), v.string(), type('string')];
  expect(schemas.map((schema) => schema['~standard'].vendor)).toEqual(NAMES);
});
