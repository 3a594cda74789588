import { NotJson } from '../../ui/not-json.ts';
import { completed, missingIn } from './given-values.ts';
import { fieldsOf } from './schema-field.ts';

const fields = fieldsOf({
  type: 'object',
  required: ['table', 'place', 'dry', 'maybe'],
  properties: {
    table: { type: 'string' },
    rows: { type: 'integer', default: 10 },
    dry: { type: 'boolean' },
    maybe: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    place: { type: 'object', required: ['host'], properties: { host: { type: 'string' } } },
    steps: {
      type: 'array',
      items: { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, rest: {} } },
    },
  },
});

it('marks what is needed and what is no JSON, also inside objects and lists', () => {
  expect(missingIn(fields, { maybe: null, steps: [{ id: 1 }, { rest: new NotJson('{') }] })).toEqual({
    table: 'This is needed.',
    'place.host': 'This is needed.',
    'steps.1.id': 'This is needed.',
    'steps.1.rest': 'This is not JSON.',
  });
  expect(missingIn(fields, { table: 'a', maybe: null, dry: true, place: { host: 'b' } })).toEqual({});
});

it('an untouched switch is off, and what nobody gave is not sent', () => {
  expect(
    completed(fields, { table: 'a', rows: undefined, maybe: null, place: { host: 'b', port: undefined } }),
  ).toEqual({ table: 'a', dry: false, maybe: null, place: { host: 'b' } });
});
