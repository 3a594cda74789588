import type { FastifyInstance } from 'fastify';

interface Route {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

const PARAMETER = /:\w+/g;

/** Which methods the paths of a server have. It is asked only for requests that no route takes. */
export class RouteTable {
  private readonly routes = new Map<string, Route>();

  /** Notes every route that is added from now on. */
  watch(server: FastifyInstance): void {
    server.addHook('onRoute', ({ url, method }) => this.add(url, [method].flat()));
  }

  /** Routes for everything below a path say nothing about it. */
  add(url: string, methods: readonly string[]): void {
    if (url.includes('*')) return;
    const path = url.replace(/\/+$/, '');
    let route = this.routes.get(path);
    if (!route) {
      const escaped = path.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
      route = { pattern: new RegExp(`^${escaped.replaceAll(PARAMETER, '[^/]+')}$`), methods: new Set() };
      this.routes.set(path, route);
    }
    for (const method of methods) route.methods.add(method);
  }

  /** The methods that a path has, sorted; none when nothing is there. */
  methodsOf(url: string): string[] {
    const path = url.replace(/\?.*$/s, '').replace(/\/+$/, '');
    const methods = new Set<string>();
    for (const route of this.routes.values())
      if (route.pattern.test(path)) for (const method of route.methods) methods.add(method);
    return [...methods].sort();
  }
}
