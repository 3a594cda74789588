import { type ApiClient, streamFrames, pause } from '@orch/client';

export interface CancellationOptions {
  readonly client: ApiClient;
  /** Ids of the runs that are here. */
  readonly active: () => readonly string[];
  readonly onCancelling: (runId: string) => void;
  readonly say: (line: string) => void;
  /** Between looks beside the stream; default 30 s. */
  readonly lookSeconds?: number;
}

interface EventFrame {
  readonly type?: unknown;
  readonly event?: { readonly resource?: Readonly<Record<string, unknown>> };
}

const EVENT = 'prefect.flow-run.Cancelling';
const RUN_RESOURCE = /^prefect\.flow-run\.([0-9a-f-]{36})$/;
const YEAR_MS = 366 * 24 * 3_600_000;
const IDS_MAX = 200;

const filterFrame = (): Record<string, unknown> => {
  const now = Date.now();
  const occurred = {
    since: new Date(now - 60_000).toISOString(),
    until: new Date(now + YEAR_MS).toISOString(),
  };
  return { type: 'filter', filter: { occurred, event: { name: [EVENT] } } };
};

/**
 * Tells which of the runs here are to be cancelled: by the stream of events as soon as it happens, and by looking now
 * and then, for what the stream missed.
 */
export const watchCancellations = async (
  options: CancellationOptions,
  signal: AbortSignal,
): Promise<void> => {
  await Promise.all([follow(options, signal), lookNowAndThen(options, signal)]);
};

const follow = async (options: CancellationOptions, signal: AbortSignal): Promise<void> => {
  const { client, onCancelling, say } = options;
  const url = client.urlOf('/events/out');
  while (!signal.aborted) {
    try {
      const frames = streamFrames({ url, key: client.key, filterFrame, signal, attemptsMax: Infinity });
      for await (const frame of frames) {
        if (frame.type === 'auth_success') await look(options).catch(() => undefined);
        const { event } = frame as EventFrame;
        const id = RUN_RESOURCE.exec(String(event?.resource?.['prefect.resource.id'] ?? ''))?.[1];
        if (id !== undefined) onCancelling(id);
      }
    } catch (error) {
      if (signal.aborted) return;
      say(`No stream of events (${String(error)}); looking for cancelled runs now and then instead`);
      await pause(60_000, signal).catch(() => undefined);
    }
  }
};

const lookNowAndThen = async (options: CancellationOptions, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    await pause((options.lookSeconds ?? 30) * 1000, signal).catch(() => undefined);
    if (!signal.aborted) await look(options).catch(() => undefined); // the next look comes
  }
};

const look = async ({ client, active, onCancelling }: CancellationOptions): Promise<void> => {
  const ids = active();
  for (let from = 0; from < ids.length; from += IDS_MAX) {
    const filter = {
      id: { any_: ids.slice(from, from + IDS_MAX) },
      state: { type: { any_: ['CANCELLING'] } },
    };
    const runs = await client.call('POST /flow_runs/filter', { body: { flow_runs: filter, limit: IDS_MAX } });
    for (const { id } of runs) onCancelling(id);
  }
};
