import { FastifyAdapter } from '@nestjs/platform-fastify';
import { OrchError, type Ids } from '@orch/kernel';
import { LogController } from 'fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Config } from '../config/config.ts';
import { duringRequest } from './current-request.ts';
import { sendError } from './error-filter.ts';
import './request-context.ts';
import { rewriteUrl } from './rewrite-url.ts';
import { RouteTable } from './route-table.ts';
import { serializeAnswer } from './wire-json.ts';

const REDACTED_HEADERS = ['req.headers.authorization', 'req.headers.cookie'];
const REQUEST_ID = /^[\w.:-]{1,100}$/;

/** The HTTP server: limits, request ids, raw JSON bodies, the error shapes; routes come from the contexts. */
export function createHttpServer(
  config: Config,
  ids: Ids,
): { adapter: FastifyAdapter; server: FastifyInstance } {
  const adapter = new FastifyAdapter({
    logger: config.logLevel === 'silent' ? false : { level: config.logLevel, redact: REDACTED_HEADERS },
    logController: new LogController({
      disableRequestLogging: config.logLevel !== 'debug' && config.logLevel !== 'trace',
    }),
    bodyLimit: config.bodyBytesMax,
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : ids.next();
    },
    rewriteUrl,
    // believing everybody would let a client choose the address that allow-lists and the audit log see
    trustProxy: config.trustedProxies.length > 0 && [...config.trustedProxies],
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16_384 },
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    requestTimeout: 0, // long polls are held; slow senders are cut by the connection timeout below
    connectionTimeout: 0,
    keepAliveTimeout: 75_000,
    exposeHeadRoutes: false,
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      sendError(error, request, reply),
  });
  const server = adapter.getInstance<FastifyInstance>();
  const routes = new RouteTable();
  routes.watch(server);
  server.decorate('orchRoutes', routes);
  server.setReplySerializer(serializeAnswer);
  server.decorateRequest('rawBody', undefined);
  server.decorateRequest('orchPrincipal', undefined);
  server.decorateRequest('orchAccess', undefined);
  keepRawBodies(server);
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    const outdated = apiVersionProblem(request.headers['x-prefect-api-version']);
    if (outdated !== undefined) return done(new OrchError('request.api_version', {}, { text: outdated }));
    const encoding = request.headers['content-encoding'];
    // Compressed bodies are refused: a small bomb inflates to more than any limit on what is received.
    if (encoding !== undefined && encoding !== 'identity')
      done(new OrchError('request.content_type', { encoding }));
    else done();
  });
  // after the body was read: the context of a socket's callbacks is not that of a request
  server.addHook('preHandler', (request, _reply, done) => duringRequest(request, done));
  return { adapter, server };
}

const JSON_LIKE = /^application\/([\w.+-]*\+)?json\b/i;
/** What a body is taken for; one without a type is JSON. */
export const isJsonType = (type = 'application/json'): boolean => JSON_LIKE.test(type);
const SIMPLE = /^(application\/x-www-form-urlencoded|text\/plain)\b/i;
/** OAuth clients send forms and templates are text; nobody else may send what a page of any site can. */
const SIMPLE_ROUTES = /^\/oauth\/|\/templates\/validate\/?(\?|$)/;
/** What others send to a webhook is as they make it; cookies mean nothing there. */
const ANY_TYPE_ROUTES = '/hooks/';

/** Bodies stay text until a route's schema is known (see `WireBody`); clients without a content type send JSON too. */
function keepRawBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(['application/json', '*'], { parseAs: 'string' }, (request, body, done) => {
    const type = request.headers['content-type'] ?? 'application/json';
    const isKnown =
      JSON_LIKE.test(type) ||
      (SIMPLE.test(type) && SIMPLE_ROUTES.test(request.url)) ||
      request.url.startsWith(ANY_TYPE_ROUTES);
    if (!isKnown && body.length > 0) {
      done(new OrchError('request.content_type', { type }));
      return;
    }
    request.rawBody = body as string; // parseAs: 'string'
    done(null, undefined);
  });
}

const API_VERSION_MIN = [0, 8, 0] as const;

/**
 * Why the API version that a client asks for cannot be served; no header asks for the newest.
 * Upstream: api/dependencies.py, EnforceMinimumAPIVersion (3.8.8).
 */
export function apiVersionProblem(header: string | string[] | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  const asked = String(header);
  const parts = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(asked)?.slice(1).map(Number);
  if (!parts) {
    return `Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received ${asked.slice(0, 100)}`;
  }
  const at = API_VERSION_MIN.findIndex((least, i) => parts[i] !== least);
  if (at < 0 || parts[at]! > API_VERSION_MIN[at]!) return undefined;
  return `The request specified API version ${asked} but this server requires version ${API_VERSION_MIN.join('.')} or higher.`;
}
