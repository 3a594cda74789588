import { conditionsOf, memberOfPath } from './scim-filter.ts';

const KNOWN = new Set(['username', 'active', 'emails.value']);
const ID = '0190a0a0-0000-7000-8000-000000000000';

it.each([
  [undefined, {}],
  ['userName eq "ada@acme.test"', { username: 'ada@acme.test' }],
  ['USERNAME Eq "a\\"b"', { username: 'a"b' }],
  ['(userName eq "a") and active eq true', { username: 'a', active: true }],
  ['emails.value eq "a@b"', { 'emails.value': 'a@b' }],
])('%s', (filter, expected) => {
  expect(Object.fromEntries(conditionsOf(filter, KNOWN))).toEqual(expected);
});

it.each([
  'userName sw "a"',
  'userName eq "a" or active eq true',
  'not (userName eq "a")',
  'password eq "x"',
  'userName eq 7',
  'userName pr',
  'userName eq',
  '"',
  '((((((((',
  `userName eq "${'\n'.repeat(900)}`,
  Array.from({ length: 60 }, () => 'active eq true').join(' and '),
])('%j is refused', (filter) => {
  expect(() => conditionsOf(filter, KNOWN)).toThrow(expect.objectContaining({ scimType: 'invalidFilter' }));
});

it('a path names one member', () => {
  expect(memberOfPath(`members[value eq "${ID.toUpperCase()}"]`)).toBe(ID);
  for (const path of ['members', 'members[value eq "x"]', 'members[type eq "User"]', 'members[', 'x y z'])
    expect(() => memberOfPath(path)).toThrow(expect.objectContaining({ scimType: 'invalidPath' }));
});
