import pg from 'pg';

type Listener = (payload: string) => void;

/** PostgreSQL refuses payloads of 8000 bytes and more. */
export const PAYLOAD_BYTES_MAX = 7_900;
const HELLO_CHANNEL = 'orch_hello';
const PEERS_LOOK_MS = 15_000;
const OTHERS = `select exists (select from pg_stat_activity where application_name = 'orch_notifications'
  and datname = current_database() and pid <> pg_backend_pid()) as others`;

/** The server process behind a connection; pg keeps it without naming it in its types. */
const backendPidOf = (client: pg.Client): number | undefined => (client as { processID?: number }).processID;

const RECONNECT_MS = [100, 500, 1_000, 2_000, 5_000];

/**
 * LISTEN/NOTIFY between processes that share the database. A hint, never the truth: whoever listens must also look
 * by itself now and then, and must look at once when the connection was lost (`onReconnect`).
 */
export class Notifications {
  private client: pg.Client | undefined;
  /** LISTENs under way: what others tell before they are in force is not heard. */
  private deaf = 0;
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly reconnected = new Set<() => void>();
  private closed = false;
  private tries = 0;
  private peers = true;
  private greetings = 0;
  private peerTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** True while notifications of every channel arrive; caches that rely on them must not be trusted otherwise. */
  get isConnected(): boolean {
    return this.client !== undefined && this.deaf === 0;
  }

  /**
   * Whether other processes share the database. Alone, nobody has to be told through it: a NOTIFY is a transaction
   * of its own, and there would be one for every few events.
   */
  get hasPeers(): boolean {
    return this.peers || this.client === undefined;
  }

  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'orch_notifications',
      keepAlive: true,
      pipeline: true,
      options: '-c role=orch_app',
    });
    client.on('notification', ({ channel, payload, processId }) => {
      if (channel === HELLO_CHANNEL && processId !== backendPidOf(client)) this.greeted();
      for (const listener of this.listeners.get(channel) ?? []) listener(payload ?? '');
    });
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client, undefined));
    try {
      await client.connect();
      for (const channel of this.listeners.keys())
        await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      this.lost(client, error);
      return;
    }
    if (this.closed) return void (await client.end().catch(() => undefined));
    this.client = client;
    this.tries = 0;
    await this.meetPeers(client);
    for (const callback of this.reconnected) callback();
  }

  listen(channel: string, listener: Listener): void {
    const known = this.listeners.get(channel);
    if (known) {
      known.add(listener);
      return;
    }
    this.listeners.set(channel, new Set([listener]));
    if (this.client) void this.listenLate(this.client, channel);
  }

  /** Called after every (re)connection: something may have been missed before it. */
  onReconnect(callback: () => void): void {
    this.reconnected.add(callback);
  }

  /** Tells every process, this one included. Lost without harm when the connection is down. */
  async notify(channel: string, payload: string): Promise<void> {
    if (!this.hasPeers) {
      for (const listener of this.listeners.get(channel) ?? []) listener(payload);
      return;
    }
    await this.client?.query('select pg_notify($1, $2)', [channel, payload]).catch(this.onError);
  }

  private async listenLate(client: pg.Client, channel: string): Promise<void> {
    this.deaf += 1;
    try {
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      this.onError(error);
    } finally {
      this.deaf -= 1;
    }
  }

  /** A process that arrives says so, which those that are here hear at once; one that left is noticed by looking. */
  private async meetPeers(client: pg.Client): Promise<void> {
    try {
      await client.query(`listen ${HELLO_CHANNEL}`);
      await client.query('select pg_notify($1, $2)', [HELLO_CHANNEL, '']);
      await this.lookForPeers(client);
    } catch (error) {
      this.peers = true; // not known: tell everybody
      this.onError(error);
    }
    clearInterval(this.peerTimer);
    this.peerTimer = setInterval(() => {
      if (this.client === client) this.lookForPeers(client).catch(this.onError);
    }, PEERS_LOOK_MS).unref();
  }

  private greeted(): void {
    this.peers = true;
    this.greetings += 1;
  }

  private async lookForPeers(client: pg.Client): Promise<void> {
    const greeted = this.greetings;
    const { rows } = await client.query<{ others: boolean }>(OTHERS);
    // who said hello while we looked may be too new to be in the answer
    if (this.greetings === greeted) this.peers = rows[0]?.others ?? true;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.peerTimer);
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  private lost(client: pg.Client, error: unknown): void {
    if (this.closed || (this.client !== undefined && this.client !== client)) return;
    const wasConnected = this.client === client;
    this.client = undefined;
    if (error !== undefined) this.onError(error);
    client.removeAllListeners('end');
    client.removeAllListeners('error');
    client.on('error', () => undefined);
    if (!wasConnected) void client.end().catch(() => undefined);
    const delayMs = RECONNECT_MS[Math.min(this.tries, RECONNECT_MS.length - 1)]!;
    this.tries += 1;
    setTimeout(() => {
      if (!this.closed) void this.start();
    }, delayMs).unref();
  }
}
