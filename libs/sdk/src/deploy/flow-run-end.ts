import { streamFrames } from '@orch/client';
import { stateOfWire } from '../flow/remote-flow-runs.ts';
import type { ControlPlane } from '../session/control-plane.ts';
import { isFinal, type WireState } from '../state/state.ts';
import { wireTimeIn } from '../state/wire-time.ts';

const POLL_MS = 5_000;

/** Waits for a flow run of another process. @returns its last state, final unless `timeoutSeconds` passed before */
export const endOfFlowRun = async (
  plane: ControlPlane,
  id: string,
  { timeoutSeconds, signal }: { readonly timeoutSeconds: number | undefined; readonly signal: AbortSignal },
): Promise<WireState | null> => {
  const stop = new AbortController();
  let wake = (): void => {};
  const listen = async (): Promise<void> => {
    const frames = streamFrames({
      url: plane.client.urlOf('/events/out'),
      key: plane.client.key,
      signal: stop.signal,
      attemptsMax: 1_000_000,
      filterFrame: () => ({
        type: 'filter',
        filter: {
          occurred: { since: wireTimeIn(-60), until: wireTimeIn(365 * 86_400) },
          event: { prefix: ['prefect.flow-run.'] },
          resource: { id: [`prefect.flow-run.${id}`] },
        },
      }),
    });
    for await (const frame of frames) if (frame.type === 'event') wake();
  };
  listen().catch(() => {}); // without the stream, the run is asked for again and again
  const deadlineMs = Date.now() + (timeoutSeconds ?? Infinity) * 1000;
  try {
    for (;;) {
      signal.throwIfAborted();
      const { state } = await plane.repeat('GET /flow_runs/{id}', { path: { id } });
      const present = state && stateOfWire(state);
      const leftMs = deadlineMs - Date.now();
      if ((present && isFinal(present.type)) || leftMs <= 0) return present;
      await new Promise<void>((resolve) => {
        const onAbort = (): void => wake();
        wake = () => (clearTimeout(timer), signal.removeEventListener('abort', onAbort), resolve());
        const timer = setTimeout(wake, Math.min(POLL_MS, leftMs));
        signal.addEventListener('abort', onAbort, { once: true });
      });
    }
  } finally {
    stop.abort();
  }
};
