import type { RouteTable } from './route-table.ts';
import type { Access, Addressed, Principal } from '../auth/principal.ts';

declare module 'fastify' {
  interface FastifyInstance {
    readonly orchRoutes: RouteTable;
  }
  interface FastifyRequest {
    /** The JSON body as it was sent (`undefined` without one). */
    rawBody?: string;
    /** Checks the credentials of this request; put there by the guard for passport's strategy. */
    orchAuthenticate?: () => Promise<Principal>;
    orchPrincipal?: Principal;
    orchAccess?: Access;
  }
}

declare module 'http' {
  interface IncomingMessage {
    /** The tenant that the URL named before it was rewritten to its plain form. */
    orchAddressed?: Addressed;
  }
}
