import { scimPatchBody } from '@orch/contract';
import { groupChangeOf, userChangeOf } from './scim-patch.ts';

const [A, B] = ['0190a0a0-0000-7000-8000-00000000000a', '0190a0a0-0000-7000-8000-00000000000b'];
const patch = (...Operations: { op: string; path?: string; value?: unknown }[]) =>
  scimPatchBody.parse({ Operations });

it.each([
  [{ op: 'replace', path: 'active', value: false }, { active: false }],
  [{ op: 'Replace', path: 'active', value: 'False' }, { active: false }], // as Entra ID writes it
  [{ op: 'replace', value: { active: true } }, { active: true }], // as Okta writes it
  [{ op: 'add', path: 'name.familyName', value: 'L' }, { familyName: 'L' }],
  [{ op: 'replace', value: { name: { givenName: 'Ada' } } }, { givenName: 'Ada' }],
  [{ op: 'remove', path: 'externalId' }, { externalId: null }],
  [{ op: 'replace', path: 'title', value: 'Dr' }, {}],
])('%j changes %j', (operation, expected) => {
  expect(userChangeOf(patch(operation))).toEqual(expected);
});

it.each([
  [
    { op: 'replace', path: 'displayName', value: 'Data' },
    { displayName: 'Data', members: [] },
  ],
  [
    { op: 'add', path: 'members', value: [{ value: A }, { value: B }] },
    { members: [{ op: 'add', ids: [A, B] }] },
  ],
  [{ op: 'remove', path: `members[value eq "${A}"]` }, { members: [{ op: 'remove', ids: [A] }] }],
  [{ op: 'remove', path: 'members', value: [{ value: A }] }, { members: [{ op: 'remove', ids: [A] }] }],
  [{ op: 'remove', path: 'members' }, { members: [{ op: 'replace', ids: [] }] }],
  [
    { op: 'replace', value: { id: A, displayName: 'x' } },
    { displayName: 'x', members: [] },
  ],
])('%j changes a group by %j', (operation, expected) => {
  expect(groupChangeOf(patch(operation))).toEqual(expected);
});

it.each([
  [{ op: 'move', path: 'active', value: true }, 'invalidSyntax'],
  [{ op: 'remove' }, 'noTarget'],
  [{ op: 'replace', path: 'active', value: 'maybe' }, 'invalidValue'],
  [{ op: 'replace', value: 7 }, 'invalidValue'],
  [{ op: 'replace', path: 'name.givenName', value: 'x'.repeat(300) }, 'invalidValue'],
])('%j is refused as %s', (operation, scimType) => {
  expect(() => userChangeOf(patch(operation))).toThrow(expect.objectContaining({ scimType }));
});

it.each([
  [{ op: 'add', path: 'members', value: [{ value: 'x' }] }, 'invalidValue'],
  [{ op: 'replace', path: 'owner', value: 'x' }, 'invalidPath'],
  [{ op: 'remove', path: 'members[' }, 'invalidPath'],
])('%j of a group is refused as %s', (operation, scimType) => {
  expect(() => groupChangeOf(patch(operation))).toThrow(expect.objectContaining({ scimType }));
});
