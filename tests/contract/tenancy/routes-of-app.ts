import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ALLOW, type Permission } from '@orch/platform';

/** One route of the running server. */
export interface Route {
  readonly method: string;
  /** As the controller writes it, e.g. `/api/flows/:id`. */
  readonly path: string;
  /** What `@Allow` says; undefined: nothing. */
  readonly permission: Permission | undefined;
}

type Method = (...args: never[]) => unknown;
const paths = (value: unknown): string[] => (Array.isArray(value) ? value : [value ?? '']).map(String);
const joined = (...parts: string[]): string =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/')}`;

/** Methods of a controller, with those of the classes it extends. */
function handlersOf(prototype: object): Method[] {
  if (prototype === Object.prototype) return [];
  const own = Object.values(Object.getOwnPropertyDescriptors(prototype));
  const methods = own.flatMap(({ value }) => (typeof value === 'function' ? [value as Method] : []));
  return [...methods, ...handlersOf(Object.getPrototypeOf(prototype) as object)];
}

/** Every route of every controller that the server has, as Nest sees them: what is not here cannot be called. */
export function routesOf(app: NestFastifyApplication): Route[] {
  const routes = new Map<string, Route>();
  for (const module of app.get(ModulesContainer).values())
    for (const { metatype } of module.controllers.values()) {
      if (!metatype) continue;
      for (const handler of handlersOf(metatype.prototype as object)) {
        const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
        if (method === undefined) continue;
        for (const base of paths(Reflect.getMetadata(PATH_METADATA, metatype)))
          for (const rest of paths(Reflect.getMetadata(PATH_METADATA, handler))) {
            const permission = Reflect.getMetadata(ALLOW, handler) as Permission | undefined;
            const route = { method: RequestMethod[method], path: joined(base, rest), permission };
            routes.set(`${route.method} ${route.path}`, route);
          }
      }
    }
  return [...routes.values()];
}
