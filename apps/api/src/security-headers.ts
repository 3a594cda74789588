import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/** Of answers that are no pages; pages say themselves what they may load. */
const NO_PAGE = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/**
 * What helmet says to browsers, on every answer. It never differs from one answer to the next: helmet is asked once,
 * since asking it each time costs a tenth of a short request. Handlers may say otherwise for their own answers.
 */
export function registerSecurityHeaders(server: FastifyInstance, isHttps: boolean): void {
  const headers: Record<string, string> = {};
  const recorder = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives: NO_PAGE },
    frameguard: { action: 'deny' },
    hsts: isHttps,
  })({} as IncomingMessage, recorder as unknown as ServerResponse, () => undefined); // all that helmet uses of them
  server.addHook('onRequest', (_request, reply, next) => {
    reply.headers(headers);
    next();
  });
}
