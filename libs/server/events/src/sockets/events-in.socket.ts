import { OrchError } from '@orch/kernel';
import { InvalidRequest, type WorkspaceScope } from '@orch/platform';
import type { EventIngest } from '../ingest/event-ingest.ts';
import { type IncomingEvent, InvalidEvent, readEventFrame } from '../ingest/read-event.ts';
import { CLOSE, type SocketConnection } from './socket-connection.ts';

/**
 * `/events/in`: one event per frame. A pong is the acknowledgement: it is sent when everything before the ping has
 * been committed. When the database cannot take the events, the socket is closed without one, and the client
 * sends them again.
 */
export class EventsInSocket {
  private buffer: IncomingEvent[] = [];
  private readonly writing = new Set<Promise<boolean>>();

  constructor(
    private readonly connection: SocketConnection,
    private readonly scope: WorkspaceScope,
    private readonly ingest: EventIngest,
  ) {}

  start(): void {
    this.connection.onPing = (data) => void this.confirm(data);
    this.connection.beforeClose(async () => void (await this.flushed()));
    this.connection.consume((text) => this.take(text));
  }

  private take(text: string): void {
    try {
      this.buffer.push(readEventFrame(text));
    } catch (error) {
      if (error instanceof InvalidRequest) {
        this.connection.close(CLOSE.invalidData, 'not JSON that can be stored');
      } else if (error instanceof InvalidEvent) {
        this.connection.close(CLOSE.policyViolation, `Invalid event: ${error.message}`);
      } else {
        this.connection.close(CLOSE.internalError, 'internal error');
      }
      return;
    }
    // the frames that one read of the network brought are handed over together
    if (this.buffer.length === 1) setImmediate(() => this.hand());
  }

  private hand(): void {
    const events = this.buffer;
    if (events.length === 0) return;
    this.buffer = [];
    const written = this.ingest.add(this.scope, events, false).then(
      () => true,
      (error: unknown) => this.failed(error),
    );
    this.writing.add(written);
    void written.finally(() => this.writing.delete(written));
    if (!this.ingest.isFull) return;
    this.connection.pause();
    this.ingest.whenDrained(() => this.connection.resume());
  }

  /** An event that no table can hold is given up, or it would come again for ever; an outage ends the connection. */
  private failed(error: unknown): boolean {
    if (error instanceof OrchError && error.status < 500) return true;
    this.connection.close(CLOSE.internalError, 'events could not be stored');
    return false;
  }

  private async confirm(data: Buffer): Promise<void> {
    if (await this.flushed()) this.connection.pong(data);
  }

  /** Whether everything received so far is stored. */
  private async flushed(): Promise<boolean> {
    this.hand();
    if (this.writing.size > 0) this.ingest.hurry(this.scope);
    const results = await Promise.all(this.writing);
    return results.every(Boolean);
  }
}
