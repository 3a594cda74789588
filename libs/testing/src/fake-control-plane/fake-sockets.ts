import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

/** The websockets of the fake: the worker channel and the outgoing events. */
export class FakeSockets {
  readonly #server = new WebSocketServer({ noServer: true, handleProtocols: () => 'prefect' });
  readonly #listeners = new Set<WebSocket>();
  /** Heartbeats that came on the channel. */
  channelBeats = 0;
  /** How often a channel was opened, in all. */
  channelsOpened = 0;
  /** What workers said of clean-ups: `cleanup.ack.v1`, `cleanup.release.v1`. */
  readonly cleanupAnswers: { readonly type: string; readonly payload: Record<string, unknown> }[] = [];
  readonly #channels = new Set<WebSocket>();
  /** Set: the channel answers its upgrade with this status. */
  refusesChannelWith: number | undefined;

  constructor(private readonly pool: () => object) {}

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      const isChannel = request.url?.includes('/workers/connect') === true;
      if (isChannel && this.refusesChannelWith !== undefined) {
        socket.end(`HTTP/1.1 ${this.refusesChannelWith} Refused\r\nconnection: close\r\n\r\n`);
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (ws) => this.#serve(ws, isChannel));
    });
  }

  /** Cuts every connection without a word. */
  dropAll(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  /** Tells the listeners that a run is to be cancelled. */
  sendCancelling(runId: string): void {
    const event = {
      id: randomUUID(),
      event: 'prefect.flow-run.Cancelling',
      resource: { 'prefect.resource.id': `prefect.flow-run.${runId}` },
    };
    for (const socket of this.#listeners) socket.send(JSON.stringify({ type: 'event', event }));
  }

  /** Asks a worker on the channel to tear something down. */
  sendCleanup(flowRunId: string, infrastructurePid: string): void {
    const payload = {
      message_id: randomUUID(),
      kind: 'cancelling_timeout_teardown.v1',
      reservation_token: 'token',
      lease_expires_at: new Date(Date.now() + 30_000).toISOString(),
      delivery_count: 1,
      work_queue_id: null,
      target: { flow_run_id: flowRunId, infrastructure_pid: infrastructurePid },
      data: {},
    };
    const frame = {
      type: 'cleanup.message.v1',
      id: randomUUID(),
      sent_at: new Date().toISOString(),
      payload,
    };
    for (const socket of this.#channels) socket.send(JSON.stringify(frame));
  }

  #serve(socket: WebSocket, isChannel: boolean): void {
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as { type: string; payload?: Record<string, unknown> };
      if (frame.type === 'auth') socket.send(JSON.stringify({ type: 'auth_success' }));
      else if (frame.type === 'filter') this.#listeners.add(socket);
      else if (isChannel && frame.type === 'worker.hello.v1') this.#welcome(socket, frame.payload ?? {});
      else if (frame.type === 'worker.heartbeat.v1') this.channelBeats += 1;
      else if (frame.type.startsWith('cleanup.'))
        this.cleanupAnswers.push({ type: frame.type, payload: frame.payload ?? {} });
    });
    const forget = (): void => {
      this.#listeners.delete(socket);
      this.#channels.delete(socket);
    };
    socket.on('close', forget).on('error', forget);
  }

  #welcome(socket: WebSocket, hello: Record<string, unknown>): void {
    this.channelsOpened += 1;
    const payload = {
      consumer_id: hello['consumer_id'],
      worker_id: '00000000-0000-4000-8000-000000000009',
      selected_channel_version: 'work_pool_worker_channel.v1',
      effective_heartbeat_interval_seconds: hello['heartbeat_interval_seconds'],
      accepted_capabilities: hello['requested_capabilities'],
      rejected_capabilities: [],
      effective_max_cleanup_concurrency: hello['max_cleanup_concurrency'] ?? 0,
      resolved_work_queues: [],
      initial_snapshot: { snapshot_sequence: 1, reason: 'initial', work_pool: this.pool() },
    };
    const frame = { type: 'worker.ready.v1', id: randomUUID(), sent_at: new Date().toISOString(), payload };
    socket.send(JSON.stringify(frame));
    this.#channels.add(socket);
  }
}
