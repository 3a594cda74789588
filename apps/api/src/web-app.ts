import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** From the sources and from the bundle alike. */
const FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url));

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // widgets place themselves by style elements; nothing that people write ever becomes markup
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');
const CONNECT = "connect-src 'self'";
/** The page that hands a key to the program waiting on the same machine. */
const HANDS_KEYS_BACK = /^\/auth\/client(?:[/?]|$)/;
const CONNECT_TO_THIS_MACHINE = `${CONNECT} http://localhost:* http://127.0.0.1:*`;

/** Paths that belong to programs: an unknown one among them is an error, never a page. */
const NO_PAGES =
  /^\/(?:api|oauth|\.well-known|hooks|graphql|assets|livez|readyz|metrics|ready|health)(?:[/?]|$)/;

/** Small files beside the page; their names carry no hash. */
const FILES = { '/theme.js': 'text/javascript; charset=utf-8', '/favicon.svg': 'image/svg+xml' } as const;

/**
 * Serves the web application: assets for good (their names change with their content), `index.html` for every
 * address of a page.
 * @returns false when it was not built
 */
export async function registerWebApp(server: FastifyInstance, folder: string = FOLDER): Promise<boolean> {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return false;
  await server.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
    index: false,
  });
  for (const [path, type] of Object.entries(FILES)) {
    server.get(path, async (_request, reply) =>
      reply
        .type(type)
        .header('cache-control', 'public, max-age=3600')
        .send(await readFile(join(folder, path))),
    );
  }
  const page = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | void> => {
    if (NO_PAGES.test(request.url)) return reply.callNotFound();
    return sendPage(request, reply, await readFile(index));
  };
  server.get('/', page);
  server.get('/*', page);
  return true;
}

function sendPage(request: FastifyRequest, reply: FastifyReply, html: Buffer): FastifyReply {
  const connect = HANDS_KEYS_BACK.test(request.url) ? CONNECT_TO_THIS_MACHINE : CONNECT;
  return (
    reply
      .type('text/html; charset=utf-8')
      // a new version's page names new assets: it is asked for each time
      .header('cache-control', 'no-cache')
      .header('content-security-policy', `${POLICY}; ${connect}`)
      .send(html)
  );
}
