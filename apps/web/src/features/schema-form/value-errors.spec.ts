import { fieldsOf } from './schema-field.ts';
import { errorsByPath } from './value-errors.ts';

const fields = fieldsOf({
  type: 'object',
  properties: {
    count: { type: 'integer' },
    place: { type: 'object', properties: { host: { type: 'string' }, ports: { type: 'array' } } },
    rows: { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } },
    tags: { type: 'array', items: { type: 'string' } },
  },
});

it('puts errors to the fields that show the values, however deep', () => {
  expect(
    errorsByPath(
      [
        { property: 'count', errors: ["'x' is not of type 'integer'"] },
        { property: 'place', errors: [{ property: 'host', errors: ['3 is not of type string'] }] },
        { property: 'rows', errors: [{ index: 1, errors: [{ property: 'id', errors: ['none'] }] }] },
      ],
      fields,
    ),
  ).toEqual({
    count: "'x' is not of type 'integer'",
    'place.host': '3 is not of type string',
    'rows.1.id': 'None',
  });
});

it('says with its name what no field shows by itself', () => {
  expect(
    errorsByPath(
      [
        { property: 'tags', errors: [{ index: 0, errors: ['1 is not of type string'] }, 'too short'] },
        { property: 'gone', errors: ['not allowed'] },
        'something else',
      ],
      fields,
    ),
  ).toEqual({ tags: 'Item 1: 1 is not of type string Too short', '': 'gone: Not allowed Something else' });
});
