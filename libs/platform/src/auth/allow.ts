import { SetMetadata, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { WorkspaceScope } from '../database/database.ts';
import type { Access, Principal } from './principal.ts';
import type { Scope } from './scopes.ts';

export const ALLOW = Symbol('ALLOW');

/** `public`: no credentials; `signed-in`: any principal, no tenant needed. */
export type Permission = Scope | 'public' | 'signed-in';

/** The permission of a route. Every route has one: the server does not start otherwise. */
export const Allow = (permission: Permission) => SetMetadata(ALLOW, permission);

const requestOf = (context: ExecutionContext): FastifyRequest =>
  context.switchToHttp().getRequest<FastifyRequest>();

/** The workspace the request acts in. */
export const Workspace = createParamDecorator((_: unknown, context: ExecutionContext): WorkspaceScope => {
  const access = requestOf(context).orchAccess;
  if (!access) throw new Error('@Workspace() on a route whose permission names no tenant');
  return access.scope;
});

/** Who is asking, where, and with which permissions. */
export const CurrentAccess = createParamDecorator((_: unknown, context: ExecutionContext): Access => {
  const access = requestOf(context).orchAccess;
  if (!access) throw new Error('@CurrentAccess() on a route whose permission names no tenant');
  return access;
});

/** Who is asking. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = requestOf(context).orchPrincipal;
  if (!principal) throw new Error('@CurrentPrincipal() on a public route');
  return principal;
});
