import {
  BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  OnModuleInit,
  Optional,
} from '@nestjs/common';
import { Clock, OrchError } from '@orch/kernel';
import {
  type Access,
  AccessResolver,
  CONFIG,
  type Config,
  Database,
  Notifications,
  type Principal,
  RequestGate,
  type Scope,
  type WorkspaceScope,
  sql,
} from '@orch/platform';
import type { WebSocket } from 'ws';
import { EventBus } from '../bus/event-bus.ts';
import { LogBus } from '../bus/log-bus.ts';
import { EventIngest } from '../ingest/event-ingest.ts';
import { EventReader } from '../store/event.reader.ts';
import { TaskDeliveryRepository } from '../task-queue/task-delivery.repository.ts';
import { TaskQueue } from '../task-queue/task-queue.ts';
import { EventsInSocket } from './events-in.socket.ts';
import { EventsOutSocket } from './events-out.socket.ts';
import { startLogsOut } from './logs-out.socket.ts';
import { ScheduledTasksSocket } from './scheduled-tasks.socket.ts';
import { type Knock, type RefusalWords, SocketAccess, refuse } from './socket-access.ts';
import { CLOSE, SocketConnection, SocketEnded } from './socket-connection.ts';

/** The streams that a socket can be opened for, with what one must be allowed to do. */
export const SOCKET_PERMISSIONS = {
  'events-in': 'events:write',
  'events-out': 'events:read',
  'account-events-out': 'account:read',
  'logs-out': 'runs:read',
  'scheduled-tasks': 'runs:report',
  'worker-channel': 'pools:poll',
  graphql: 'workspace:read',
} as const satisfies Record<string, Scope>;
export type SocketKind = keyof typeof SOCKET_PERMISSIONS;
/** Sockets whose conversation belongs to another context. */
export type ForeignSocketKind = 'worker-channel' | 'graphql';

/** How another context talks on the sockets of its kind; see `SocketGateway.serveWith`. */
export interface SocketHandler {
  readonly words?: RefusalWords;
  /** Talks until the socket ends. @throws SocketEnded */
  serve(connection: SocketConnection, access: Access, params: Knock['params']): Promise<void>;
}

const AUTH_MS = 10_000;
const PING_MS = 30_000;
const RECHECK_MS = 45_000;
/** A revocation is told to everybody at once; the caches that hear of it come first. */
const REVOKED_MS = 100;
const STRANGERS_PER_ADDRESS_MAX = 50;
const ACCESS_CHANNEL = 'orch_access';

/** Every socket of the process: lets them in, keeps watch over them, ends them. */
@Injectable()
export class SocketGateway implements OnModuleInit, BeforeApplicationShutdown {
  private readonly connections = new Set<SocketConnection>();
  /** Connections that were let in, each with what to ask again: it throws when access is gone. */
  private readonly members = new Map<SocketConnection, () => Promise<unknown>>();
  /** Connections that have not said who they are, by address. */
  private readonly strangers = new Map<string, number>();
  private readonly handlers = new Map<SocketKind, SocketHandler>();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly logger = new Logger(SocketGateway.name);
  private recheckSoon: NodeJS.Timeout | undefined;
  private isClosing = false;

  constructor(
    @Inject(AccessResolver) private readonly resolver: AccessResolver,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Database) private readonly db: Database,
    @Inject(Notifications) private readonly notifications: Notifications,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(EventIngest) private readonly ingest: EventIngest,
    @Inject(EventBus) private readonly events: EventBus,
    @Inject(LogBus) private readonly logs: LogBus,
    @Inject(EventReader) private readonly reader: EventReader,
    @Inject(TaskQueue) private readonly tasks: TaskQueue,
    @Inject(TaskDeliveryRepository) private readonly deliveries: TaskDeliveryRepository,
    @Optional() @Inject(RequestGate) private readonly gate?: RequestGate,
  ) {}

  onModuleInit(): void {
    this.timers.push(setInterval(() => this.connections.forEach((c) => c.checkAlive()), PING_MS).unref());
    this.timers.push(setInterval(() => void this.recheckAll(), RECHECK_MS).unref());
    this.notifications.listen(ACCESS_CHANNEL, () => {
      this.recheckSoon ??= setTimeout(() => {
        this.recheckSoon = undefined;
        void this.recheckAll();
      }, REVOKED_MS).unref();
    });
  }

  /** Hands the sockets of a kind to the context they belong to; call it while the server starts. */
  serveWith(kind: ForeignSocketKind, handler: SocketHandler): void {
    this.handlers.set(kind, handler);
  }

  /** Says goodbye to everybody; clients come back to another process. Open events are written by then. */
  beforeApplicationShutdown(): void {
    this.isClosing = true;
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.recheckSoon);
    for (const connection of this.connections) connection.close(CLOSE.goingAway, 'server is shutting down');
  }

  /** Takes over a socket that was just opened. Never throws. */
  async accept(socket: WebSocket, kind: SocketKind, knock: Knock): Promise<void> {
    const connection = new SocketConnection(socket);
    this.connections.add(connection);
    socket.once('close', () => {
      this.connections.delete(connection);
      this.members.delete(connection);
    });
    try {
      if (this.isClosing) throw connection.close(CLOSE.goingAway, 'server is shutting down');
      const check = new SocketAccess(
        this.resolver,
        this.config,
        knock,
        SOCKET_PERMISSIONS[kind],
        this.handlers.get(kind)?.words,
        this.gate,
      );
      const access = await this.introduce(connection, check, knock.address);
      this.members.set(connection, () => check.check());
      await this.serve(connection, kind, access, knock.params);
    } catch (error) {
      if (error instanceof SocketEnded) return;
      if (!(error instanceof OrchError)) this.logger.error(error);
      connection.close(
        error instanceof OrchError ? CLOSE.tryAgainLater : CLOSE.internalError,
        'internal error',
      );
    }
  }

  private async introduce(
    connection: SocketConnection,
    check: SocketAccess,
    address: string,
  ): Promise<Access> {
    const before = this.strangers.get(address) ?? 0;
    if (before >= STRANGERS_PER_ADDRESS_MAX)
      throw connection.close(CLOSE.tryAgainLater, 'too many connections without authentication');
    this.strangers.set(address, before + 1);
    const timer = setTimeout(
      () => connection.close(CLOSE.policyViolation, 'authentication timed out'),
      AUTH_MS,
    );
    try {
      return await check.enter(connection);
    } finally {
      clearTimeout(timer);
      const now = (this.strangers.get(address) ?? 1) - 1;
      if (now > 0) this.strangers.set(address, now);
      else this.strangers.delete(address);
    }
  }

  private async serve(
    connection: SocketConnection,
    kind: SocketKind,
    access: Access,
    params: Knock['params'],
  ): Promise<void> {
    const { scope, principal } = access;
    switch (kind) {
      case 'events-in':
        return new EventsInSocket(connection, scope, this.ingest).start();
      case 'events-out':
        return this.eventsOut(connection, [scope]);
      case 'account-events-out':
        return this.accountEventsOut(connection, principal, scope.accountId);
      case 'logs-out':
        return startLogsOut(connection, scope, this.logs);
      case 'scheduled-tasks':
        return new ScheduledTasksSocket(connection, scope, this.tasks, this.deliveries).run();
      case 'worker-channel':
      case 'graphql':
        await this.handlers.get(kind)?.serve(connection, access, params);
    }
  }

  private eventsOut(connection: SocketConnection, scopes: readonly WorkspaceScope[]): Promise<void> {
    return new EventsOutSocket(connection, scopes, this.events, this.reader, this.clock).start();
  }

  /** Closed when other workspaces are to be seen than at first: the client then asks anew. */
  private async accountEventsOut(
    connection: SocketConnection,
    principal: Principal,
    accountId: string,
  ): Promise<void> {
    const scopes = await this.readableWorkspaces(principal, accountId);
    const idsOf = (all: readonly WorkspaceScope[]): string => all.map((s) => s.workspaceId).join();
    const check = this.members.get(connection);
    this.members.set(connection, async () => {
      await check?.();
      const now = await this.readableWorkspaces(principal, accountId);
      if (idsOf(now) !== idsOf(scopes)) connection.close(CLOSE.tryAgainLater, 'workspaces changed');
    });
    return this.eventsOut(connection, scopes);
  }

  /** The workspaces of an account whose events the principal may see. */
  private async readableWorkspaces(principal: Principal, accountId: string): Promise<WorkspaceScope[]> {
    const rows = await this.db.queryOutside<{ id: string }>(
      sql`select id from workspace where account_id = ${accountId} order by id`,
    );
    const all = await Promise.all(
      rows.map(({ id }) => this.resolver.accessOf(principal, { accountId, workspaceId: id })),
    );
    return all.flatMap((access) => (access?.granted.has('events:read') ? [access.scope] : []));
  }

  private async recheckAll(): Promise<void> {
    for (const [connection, check] of [...this.members]) {
      try {
        await check();
      } catch (error) {
        // an outage of the database revokes nothing
        if (error instanceof OrchError && error.status < 500) refuse(connection, error);
      }
    }
  }
}
