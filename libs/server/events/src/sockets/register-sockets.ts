import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { CLOSE } from './socket-connection.ts';
import type { SocketGateway, SocketKind } from './socket.gateway.ts';

const FRAME_BYTES_MAX = 1024 * 1024;
/** A peer that has sent nothing for so long has finished, or answered the close frame. */
const QUIET_MS = 1_000;
/** What we can agree on, the most wanted first. */
const PROTOCOLS = ['prefect', 'graphql-transport-ws', 'graphql-ws'];

/** Where sockets are opened, and for what. */
export const SOCKET_ROUTES: Readonly<Record<string, SocketKind>> = {
  '/api/events/in': 'events-in',
  '/api/events/out': 'events-out',
  '/api/accounts/:accountId/events/out': 'account-events-out',
  '/api/logs/out': 'logs-out',
  '/api/task_runs/subscriptions/scheduled': 'scheduled-tasks',
  '/api/work_pools/:pool/workers/connect': 'worker-channel',
  '/api/graphql': 'graphql',
};

/**
 * Puts websockets on the HTTP server. Call and await it before Nest makes its routes; `gateway` is asked for with
 * the first socket, e.g. `() => app.get(SocketGateway)`. Upgrades go through the server's URL rewriting, so the
 * workspace prefix works as for requests.
 */
export async function registerSockets(server: FastifyInstance, gateway: () => SocketGateway): Promise<void> {
  await server.register(websocket, {
    options: {
      maxPayload: FRAME_BYTES_MAX,
      perMessageDeflate: false,
      autoPong: false,
      handleProtocols: (offered) => PROTOCOLS.find((p) => offered.has(p)) ?? false,
    },
    errorHandler: (error, socket, request) => {
      request.log.debug({ err: error }, 'websocket error');
      // frames that break the protocol are answered by the library with their own code
      if (!('code' in error) || !String(error.code).startsWith('WS_ERR')) socket.close(CLOSE.internalError);
    },
    preClose(done) {
      for (const client of server.websocketServer.clients) client.close(CLOSE.goingAway);
      server.websocketServer.close();
      done();
    },
  });
  for (const [url, kind] of Object.entries(SOCKET_ROUTES)) {
    server.route({
      method: 'GET',
      url,
      handler: (_request, reply) => void reply.code(404).send({ detail: 'Not Found' }),
      wsHandler: (socket, request) => open(gateway(), socket, request, kind),
    });
  }
}

function open(gateway: SocketGateway, socket: WebSocket, request: FastifyRequest, kind: SocketKind): void {
  const params = request.params as Readonly<Record<string, string>>; // of the routes above
  const addressed = request.raw.orchAddressed ?? {
    accountId: params['accountId']?.toLowerCase(),
    workspaceId: undefined,
  };
  const { headers, ip } = request;
  const knock = { headers, addressed, protocol: socket.protocol, params, address: ip };
  socket.once('error', () => endWhenQuiet(request.raw.socket));
  void gateway.accept(socket, kind, knock);
}

/**
 * Lets the peer finish what it sends before the connection ends. The library ends it together with its close frame when
 * a frame breaks the protocol; clients that are still sending then see a broken line instead of the reason. Bounded by the
 * library's own close timer.
 */
function endWhenQuiet(line: Socket): void {
  const end = line.end.bind(line);
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => end(), QUIET_MS);
  };
  line.end = () => {
    line.on('data', wait);
    wait();
    return line;
  };
}
