import { WORKER_CHANNEL_CLOSE, WORKER_CHANNEL_FRAMES, type WorkerChannelCloseReason } from '@orch/contract';
import type { SocketConnection, SocketEnded } from '@orch/events';
import { OrchError, isUuid, microsToWire, type Micros } from '@orch/kernel';
import { InvalidRequest, parseJsonBody } from '@orch/platform';
import type { z } from 'zod';

/** The server ends the channel with one of the protocol's reasons. */
export class ChannelRefused extends Error {
  constructor(
    readonly reason: WorkerChannelCloseReason,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** Closes with a reason of the protocol; returns the error to leave the conversation with. */
export const closeChannel = (connection: SocketConnection, reason: WorkerChannelCloseReason): SocketEnded =>
  connection.close(WORKER_CHANNEL_CLOSE[reason], reason);

/** The reason to close with for an error: a worker comes back after `transient_server_error` only. */
export function closeReasonOf(error: unknown): WorkerChannelCloseReason {
  if (error instanceof ChannelRefused) return error.reason;
  const isCallersFault =
    error instanceof InvalidRequest || (error instanceof OrchError && error.status < 500);
  return isCallersFault ? 'protocol_error' : 'transient_server_error';
}

/** Id and moment of a frame. */
export interface FrameStamp {
  readonly id: string;
  readonly sentUs: Micros;
}

/** The text of a frame; `payload` is JSON text. */
export const frameText = (type: string, { id, sentUs }: FrameStamp, payload: string): string =>
  `{"type":"${type}","id":"${id}","sent_at":"${microsToWire(sentUs)}","payload":${payload}}`;

type Frames = typeof WORKER_CHANNEL_FRAMES;
/** What a worker may send after its hello. */
export type WorkerFrame = { [K in keyof Frames]: z.output<Frames[K]> }[keyof Frames];

/** Reads a frame that follows the hello. @throws ChannelRefused `protocol_error` */
export function readWorkerFrame(text: string): WorkerFrame {
  const value = parseFrame(text);
  const type = (value as { type?: unknown } | null)?.type;
  const schema =
    typeof type === 'string' && Object.hasOwn(WORKER_CHANNEL_FRAMES, type)
      ? WORKER_CHANNEL_FRAMES[type as keyof Frames] // just tested
      : undefined;
  const result = schema?.safeParse(value);
  if (!result?.success) throw new ChannelRefused('protocol_error');
  return result.data;
}

function parseFrame(text: string): unknown {
  try {
    return parseJsonBody(text);
  } catch (error) {
    throw new ChannelRefused('protocol_error', { cause: error });
  }
}

/** A part of a list of ids, as JSON text. */
export const namedIds = (items: ReadonlyArray<{ readonly id: string; readonly name: string }>): string =>
  JSON.stringify(items.map(({ id, name }) => ({ id, name })));

/** Whether a name of the path can name anything. */
export const isPossibleName = (name: string): boolean => !name.includes('\0') && name.isWellFormed();

/** Whether an event speaks of this kind of resource; answers its id. */
export function idOfResource(resourceId: string, kind: string): string | undefined {
  const prefix = `prefect.${kind}.`;
  if (!resourceId.startsWith(prefix)) return undefined;
  const id = resourceId.slice(prefix.length);
  return isUuid(id) ? id : undefined;
}
