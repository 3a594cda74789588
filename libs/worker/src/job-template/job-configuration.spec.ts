import type { JsonObject } from '@orch/client';
import { jobConfigurationOf, jobVariablesOf } from './job-configuration.ts';
import type { ReferenceSource } from './references.ts';

const source: ReferenceSource = {
  blockByName: async (typeSlug, name) => {
    if (name === 'token') return { value: 'tok' };
    if (name === 'nested') return { value: { key: [{ 'list-key': 'deep' }] }, other: 1 };
    throw new Error(`there is no block ${typeSlug}/${name}`);
  },
  blockById: async (id) => ({ id }),
  variable: async (name) => ({ image: 'app:1', flags: { a: true } })[name],
};
const render = (configuration: JsonObject, properties: JsonObject, values: JsonObject): Promise<JsonObject> =>
  jobConfigurationOf({ job_configuration: configuration, variables: { properties } }, values, {
    source,
    env: { HOME: '/home/me' },
  });

// What the reference's BaseJobConfiguration.from_template_and_values makes of the same input (3.8.8).
it.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
  ['a value keeps its kind', { n: '{{ n }}', t: 'n={{ n }}' }, {}, { n: 3 }, { n: 3, t: 'n=3' }],
  ['no value, no member', { a: '{{ a }}', b: '{{ b }}!' }, {}, {}, { b: '!' }],
  ['null is a value', { a: '{{ a }}' }, { a: { default: 1 } }, { a: null }, { a: null }],
  ['a default of null is none', { a: '{{ a }}' }, { a: { default: null } }, {}, {}],
  [
    'words of Python',
    { t: '{{ y }} {{ n }} {{ o }}' },
    {},
    { y: true, n: null, o: { k: ["it's", 1] } },
    { t: `True None {'k': ["it's", 1]}` },
  ],
  ['a path into a value', { a: '{{ o.list[1].x }}' }, {}, { o: { list: [0, { x: 'y' }] } }, { a: 'y' }],
  ['items without a value go', { l: ['{{ a }}', 'b', '{{ c }}'] }, {}, { c: 1 }, { l: ['b', 1] }],
  ['environment of the worker', { h: '{{ $HOME }}/x', n: '{{ $NO }}' }, {}, {}, { h: '/home/me/x', n: '' }],
  [
    'env of the template, of defaults and of the run',
    { env: { A: '1', B: '1' } },
    { env: { default: { B: '2', C: '2' } } },
    { env: { C: '3' } },
    { env: { A: '1', B: '2', C: '3' } },
  ],
  [
    'env of a run adds to defaults',
    { env: '{{ env }}' },
    { env: { default: { A: '1' } } },
    { env: { B: '2' } },
    { env: { A: '1', B: '2' } },
  ],
  [
    'keys with dots',
    { env: '{{ env }}' },
    {},
    { 'env.A': '1', env: { B: '2' } },
    { env: { A: '1', B: '2' } },
  ],
  [
    'a block that is a value',
    {
      t: '{{ prefect.blocks.secret.token }}',
      u: 'x-{{ prefect.blocks.secret.token }}',
      v: '{{ prefect.blocks.secret.token.value }}',
    },
    {},
    {},
    { t: 'tok', u: 'x-tok', v: 'tok' },
  ],
  [
    'a part of a block',
    { a: '{{ prefect.blocks.json.nested.value.key[0].list-key }}' },
    {},
    {},
    { a: 'deep' },
  ],
  [
    'a reference to a block',
    { c: '{{ c }}' },
    {},
    { c: { $ref: { block_document_id: 'b1' } } },
    { c: { id: 'b1' } },
  ],
  [
    'a variable',
    {
      i: '{{ prefect.variables.image }}',
      f: '{{ prefect.variables.flags }}',
      n: '{{ prefect.variables.no }}',
    },
    {},
    {},
    { i: 'app:1', f: { a: true }, n: '' },
  ],
  ['values are not filled in again', { a: '{{ a }}' }, {}, { a: '{{ b }}', b: 1 }, { a: '{{ b }}' }],
])('%s', async (_, configuration, properties, values, expected) => {
  expect(await render(configuration, properties, values)).toEqual(expected);
});

it.each([
  ['a block that is not there', '{{ prefect.blocks.secret.gone }}', 'there is no block secret/gone'],
  ['a part that is not there', '{{ prefect.blocks.json.nested.no }}', 'block json/nested has no "no"'],
  ['an object within a text', 'x {{ prefect.blocks.json.nested.value }}', 'is not a plain value'],
])('%s is an error', async (_, text, message) => {
  await expect(render({ a: text }, {}, {})).rejects.toThrow(message);
});

it('a run adds to the env of its deployment, and replaces everything else', () => {
  const deployment = { env: { A: '1', B: '1' }, image: 'a', x: 1 };
  expect(jobVariablesOf(deployment, { env: { B: '2' }, image: 'b' })).toEqual({
    env: { A: '1', B: '2' },
    image: 'b',
    x: 1,
  });
  expect(jobVariablesOf({ x: 1 }, { env: { A: '1' } })).toEqual({ x: 1, env: { A: '1' } });
  expect(jobVariablesOf(null, null)).toEqual({});
});
