import { type Frame, streamFrames, isFinalState } from '@orch/client';
import type { LogResponse } from '@orch/contract';
import type { CommandContext } from '../context.ts';
import { isAway, throughOutage } from '../watch/outage.ts';
import { logFilterOf, readLogs, type RunLogs } from './read-logs.ts';

const LOOK_MS = 2_000;

const isLog = (frame: Frame): frame is { type: 'log'; log: LogResponse } =>
  frame.type === 'log' && 'log' in frame;
type Sign = { readonly log: LogResponse } | 'look' | 'ended' | { readonly error: unknown };

/**
 * The logs of a run as they come, until it has ended. The stream brings them at once; after every connection and every
 * two seconds the stored ones are read too, so that none is missed, and each is shown once.
 */
export const followLogs = async function* (
  context: CommandContext,
  wanted: RunLogs,
): AsyncGenerator<LogResponse> {
  context.isPatient = true;
  const seen = new Set<string>();
  const fresh = (log: LogResponse): boolean => !seen.has(log.id) && Boolean(seen.add(log.id));
  for await (const log of readLogs(context.client, wanted)) if (fresh(log)) yield log;
  const stop = new AbortController();
  context.signal.addEventListener('abort', () => stop.abort(), { once: true });
  try {
    for await (const sign of signsOf(context, wanted, stop.signal)) {
      if (typeof sign === 'object' && 'error' in sign) throw sign.error;
      if (typeof sign === 'object') {
        if (fresh(sign.log)) yield sign.log;
        continue;
      }
      // only the last ones can be new here; a burst longer than this is caught up at the end
      const late = { ...wanted, tail: sign === 'ended' ? undefined : 200 };
      try {
        for await (const log of readLogs(context.client, late)) if (fresh(log)) yield log;
      } catch (error) {
        if (!isAway(error)) throw error;
        continue; // the server is being restarted: the next look finds what this one did not
      }
      if (sign === 'ended') return;
    }
  } finally {
    stop.abort();
  }
};

/** Lines of the stream, and when it is time to look what is stored. */
const signsOf = async function* (
  context: CommandContext,
  wanted: RunLogs,
  signal: AbortSignal,
): AsyncGenerator<Sign> {
  const { client } = context;
  const signs: Sign[] = [];
  let wake = (): void => {};
  const put = (sign: Sign): void => (signs.push(sign), wake());
  const listen = async (): Promise<void> => {
    const filterFrame = () => ({ type: 'filter', filter: logFilterOf(wanted) });
    for await (const frame of streamFrames({
      url: client.urlOf('/logs/out'),
      key: client.key,
      filterFrame,
      signal,
    }))
      put(isLog(frame) ? { log: frame.log } : 'look');
  };
  const look = async (): Promise<void> => {
    for (let wasFinal = false; !signal.aborted;) {
      const run = await throughOutage(context, () =>
        client.call('GET /flow_runs/{id}', { path: { id: wanted.runId } }),
      );
      const isFinal = isFinalState(run.state_type);
      // one look more after the end: the last lines arrive behind the state
      put(isFinal && wasFinal ? 'ended' : 'look');
      wasFinal = isFinal;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };
  void listen().catch(() => {}); // without the stream, looking is enough
  void look().catch((error: unknown) => put({ error }));
  signal.addEventListener('abort', () => wake(), { once: true });
  while (!signal.aborted) {
    const next = signs.shift();
    if (next) yield next;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
};
