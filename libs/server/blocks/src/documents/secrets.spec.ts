import { expect, it } from '@jest/globals';
import { hideSecrets, restoreSecrets, secretPathsOf } from './secrets.ts';

const H = '********';

it.each([
  { why: 'a value', data: { a: 's', b: 1 }, fields: ['a'], shown: { a: H, b: 1 } },
  {
    why: 'a number, a list and an empty object',
    data: { a: 1, b: ['s'], c: {} },
    fields: ['a', 'b', 'c'],
    shown: { a: H, b: H, c: H },
  },
  { why: 'null stays', data: { a: null }, fields: ['a'], shown: { a: null } },
  {
    why: 'below a plain object',
    data: { o: { p: 's', q: 1 } },
    fields: ['o.p'],
    shown: { o: { p: H, q: 1 } },
  },
  {
    why: 'a wildcard',
    data: { o: { p: 's', q: { r: 2 }, n: null } },
    fields: ['o.*'],
    shown: { o: { p: H, q: { r: H }, n: H } },
  },
  {
    why: 'a structured secret',
    data: { v: { user: 'u', pins: [1] } },
    fields: ['v', 'v'],
    shown: { v: { user: H, pins: H } },
  },
  {
    why: 'inside a list',
    data: { l: [{ p: 's' }, { q: 1 }] },
    fields: ['l.p'],
    shown: { l: [{ p: H }, { q: 1 }] },
  },
  { why: 'nothing secret', data: { a: 's' }, fields: [], shown: { a: 's' } },
])('hides $why, and puts it back', ({ data, fields, shown }) => {
  const paths = secretPathsOf({ secret_fields: fields });
  expect(hideSecrets(data, paths)).toEqual(shown);
  expect(restoreSecrets(shown, data, paths)).toEqual(data);
});

it('a new secret replaces the old one, and stars that never stood for one stay stars', () => {
  const paths = secretPathsOf({ secret_fields: ['a', 'b'] });
  expect(restoreSecrets({ a: 'new', b: H, c: H }, { a: 'old' }, paths)).toEqual({ a: 'new', b: H, c: H });
});
