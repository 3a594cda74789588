import 'reflect-metadata';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod, type Type } from '@nestjs/common';
import { ACCOUNT_GRANTS, type AccountRole, WORKSPACE_GRANTS, type WorkspaceRole } from '@orch/identity';
import { SOCKET_PERMISSIONS, SOCKET_ROUTES } from '@orch/events';
import { ALLOW, type Permission, type Scope, SCOPES } from '@orch/platform';
import { CONTEXTS } from '../../apps/api/src/app.module.ts';
import { OpsController } from '../../apps/api/src/ops.controller.ts';

/** A route and who may call it. */
export interface DescribedRoute {
  readonly method: string;
  readonly path: string;
  readonly permission: Permission;
}

// Object.keys loses the key type of constants
const ACCOUNT_ROLES = Object.keys(ACCOUNT_GRANTS) as AccountRole[];
const WORKSPACE_ROLES = Object.keys(WORKSPACE_GRANTS) as WorkspaceRole[];
export const COLUMNS = [
  ...ACCOUNT_ROLES.map((role) => ({ level: 'account', role }) as const),
  ...WORKSPACE_ROLES.map((role) => ({ level: 'workspace', role }) as const),
];
export type Column = (typeof COLUMNS)[number];

/** Owners and admins of an account own all its workspaces. */
const OWNING: readonly AccountRole[] = ['Owner', 'Admin'];

/** Whether somebody with nothing but this role may call a route with this permission. */
export function mayCall(column: Column, permission: Permission): boolean {
  if (permission === 'public' || permission === 'signed-in') return true;
  if (column.level === 'workspace') return WORKSPACE_GRANTS[column.role].has(permission);
  const ofWorkspaces = OWNING.includes(column.role) && WORKSPACE_GRANTS.Owner.has(permission);
  return ACCOUNT_GRANTS[column.role].has(permission) || ofWorkspaces;
}

/** Every route of the server, from the metadata that the guard reads; by path. */
export function describeRoutes(): DescribedRoute[] {
  const controllers = new Set<Type>([OpsController]);
  const seen = new Set<unknown>();
  const visit = (module: unknown): void => {
    if (typeof module !== 'function' || seen.has(module)) return;
    seen.add(module);
    const listed = (key: string): Type[] => (Reflect.getMetadata(key, module) as Type[] | undefined) ?? [];
    for (const controller of listed(MODULE_METADATA.CONTROLLERS)) controllers.add(controller);
    for (const other of listed(MODULE_METADATA.IMPORTS)) visit(other);
  };
  CONTEXTS.forEach(visit);
  const routes = [...controllers].flatMap(routesOf);
  const place = ({ path, method }: DescribedRoute): string => `${path} ${method}`;
  return routes.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

function routesOf(controller: Type): DescribedRoute[] {
  const base = Reflect.getMetadata(PATH_METADATA, controller) as string;
  return methodNames(controller).flatMap((name) => {
    const handler = (controller.prototype as Record<string, object>)[name]!; // it was listed there
    const paths = Reflect.getMetadata(PATH_METADATA, handler) as string | string[] | undefined;
    if (paths === undefined) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod]!;
    const permission = Reflect.getMetadata(ALLOW, handler) as Permission;
    return [paths].flat().map((path) => {
      const full = `/${base}/${path}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
      return { method, path: full.replace(/:(\w+)/g, '{$1}'), permission };
    });
  });
}

/** Methods of a class and of those it extends. */
function methodNames(controller: Type): string[] {
  const names = new Set<string>();
  for (
    let at = controller.prototype as object | null;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  )
    for (const name of Object.getOwnPropertyNames(at)) if (name !== 'constructor') names.add(name);
  return [...names];
}

const mark = (isAllowed: boolean): string => (isAllowed ? '✓' : '');
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const HEADS = COLUMNS.map(({ level, role }) => (level === 'account' ? `A ${role}` : role));

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');

/** Every websocket. */
export const describeSockets = (): DescribedRoute[] =>
  Object.entries(SOCKET_ROUTES).map(([path, kind]) => ({
    method: 'WS',
    path: path.replace(/:(\w+)/g, '{$1}'),
    permission: SOCKET_PERMISSIONS[kind],
  }));

/** The page that people read. */
export function permissionsPage(): string {
  const routes = [...describeRoutes(), ...describeSockets()];
  const scopes = Object.entries(SCOPES) as [Scope, string][];
  return `# Permissions

Made by \`node tools/gen-permissions.mjs\` from the routes and the roles of the code; a test compares. Do not edit.

Columns that begin with A are roles in an account, the others are roles in a workspace. Owners and admins of an account
own all its workspaces. What somebody may do is the sum of their own role, those of their teams and that in the
account. Custom roles are made of the permissions below. An access list of a deployment, work pool or block takes away
from that and never adds to it; who holds \`workspace:access\` is bound by no list.

## What each permission is for

${table(
  ['Permission', 'Allows to', ...HEADS],
  scopes.map(([scope, text]) => [
    `\`${scope}\``,
    text,
    ...COLUMNS.map((column) => mark(mayCall(column, scope))),
  ]),
)}

## Every route

\`public\` needs no credentials of a person or service account (routes below \`/scim/v2\` want the token of a directory
instead), \`signed-in\` any. Routes under \`/api\` that need a permission of a workspace are called
with \`/api/accounts/{account}/workspaces/{workspace}\` in front of what follows \`/api\`. \`WS\` is a websocket.

${table(
  ['Method', 'Route', 'Permission', ...HEADS],
  routes.map(({ method, path, permission }) => [
    method,
    `\`${path}\``,
    `\`${permission}\``,
    ...COLUMNS.map((column) => mark(mayCall(column, permission))),
  ]),
)}
`;
}
