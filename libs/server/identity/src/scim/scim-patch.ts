import type { ScimPatchBody } from '@orch/contract';
import { isUuid } from '@orch/kernel';
import { ScimError } from './scim-error.ts';
import { memberOfPath } from './scim-filter.ts';

/** What of a person is to become what; absent: it stays. */
export interface UserChange {
  givenName?: string;
  familyName?: string;
  externalId?: string | null;
  active?: boolean;
  /** It cannot be changed, but some providers send it along. */
  userName?: string;
}

/** What of a team is to become what, step by step. */
export interface GroupChange {
  displayName?: string;
  externalId?: string | null;
  readonly members: readonly MemberStep[];
}
export interface MemberStep {
  readonly op: 'add' | 'remove' | 'replace';
  readonly ids: readonly string[];
}

type Op = MemberStep['op'];
type Operation = ScimPatchBody['Operations'][number];
const OPERATIONS_MAX = 1_000;
const TEXT_CHARACTERS_MAX = 255;
const BOOLS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
]);

/** @throws ScimError */
export function userChangeOf({ Operations }: ScimPatchBody): UserChange {
  const change: UserChange = {};
  for (const operation of bounded(Operations)) {
    const op = opOf(operation);
    if (operation.path === undefined) {
      if (op === 'remove') throw new ScimError(400, 'remove needs a path', 'noTarget');
      for (const [name, value] of membersOf(operation.value)) setOfUser(change, name, value);
    } else setOfUser(change, operation.path, op === 'remove' ? null : operation.value);
  }
  return change;
}

/** @throws ScimError */
export function groupChangeOf({ Operations }: ScimPatchBody): GroupChange {
  const members: MemberStep[] = [];
  const change: GroupChange = { members };
  for (const operation of bounded(Operations)) {
    const op = opOf(operation);
    if (operation.path === undefined) {
      if (op === 'remove') throw new ScimError(400, 'remove needs a path', 'noTarget');
      for (const [name, value] of membersOf(operation.value)) setOfGroup(change, members, op, name, value);
    } else setOfGroup(change, members, op, operation.path, operation.value);
  }
  return change;
}

function setOfUser(change: UserChange, path: string, value: unknown): void {
  const name = path.toLowerCase().replace(/^urn:ietf:params:scim:schemas:core:2\.0:user:/, '');
  if (name === 'active') {
    const active = BOOLS.get(typeof value === 'string' ? value.toLowerCase() : value);
    if (active === undefined) throw new ScimError(400, 'active: must be a boolean', 'invalidValue');
    change.active = active;
  } else if (name === 'name.givenname') change.givenName = textOf(name, value) ?? '';
  else if (name === 'name.familyname') change.familyName = textOf(name, value) ?? '';
  else if (name === 'externalid') change.externalId = textOf(name, value);
  else if (name === 'username') change.userName = textOf(name, value) ?? '';
  else if (name === 'name')
    for (const [part, inner] of membersOf(value)) setOfUser(change, `name.${part}`, inner);
  // what else a directory knows of people is not kept here
}

function setOfGroup(change: GroupChange, members: MemberStep[], op: Op, path: string, value: unknown): void {
  const name = path.toLowerCase().replace(/^urn:ietf:params:scim:schemas:core:2\.0:group:/, '');
  if (name === 'displayname') change.displayName = textOf(name, op === 'remove' ? null : value) ?? '';
  else if (name === 'externalid') change.externalId = textOf(name, op === 'remove' ? null : value);
  else if (name === 'members' && op === 'remove' && value === undefined)
    members.push({ op: 'replace', ids: [] });
  else if (name === 'members') members.push({ op, ids: idsOf(value) });
  else if (name.startsWith('members[') && op === 'remove') members.push({ op, ids: [memberOfPath(path)] });
  else if (name !== 'id' && name !== 'schemas')
    throw new ScimError(400, 'path: not an attribute of groups that can be changed', 'invalidPath');
}

function bounded(operations: readonly Operation[]): readonly Operation[] {
  if (operations.length > OPERATIONS_MAX)
    throw new ScimError(400, `Operations: at most ${OPERATIONS_MAX}`, 'tooMany');
  return operations;
}

function opOf({ op }: Operation): Op {
  const known = op.toLowerCase();
  if (known === 'add' || known === 'remove' || known === 'replace') return known;
  throw new ScimError(400, 'op: must be add, remove or replace', 'invalidSyntax');
}

function membersOf(value: unknown): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw new ScimError(400, 'value: must be an object', 'invalidValue');
}

function textOf(name: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' && value.length <= TEXT_CHARACTERS_MAX) return value;
  throw new ScimError(
    400,
    `${name}: must be a text of at most ${TEXT_CHARACTERS_MAX} characters`,
    'invalidValue',
  );
}

/** Ids of `[{ value }]`, or of one of them. @throws ScimError */
export function idsOf(value: unknown): string[] {
  return [value].flat().map((one: unknown) => {
    const id = typeof one === 'object' && one !== null && 'value' in one ? one.value : undefined;
    if (typeof id === 'string' && isUuid(id)) return id.toLowerCase();
    throw new ScimError(400, 'members: must be [{ "value": id }]', 'invalidValue');
  });
}
