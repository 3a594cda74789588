import { streamFrames } from '@orch/client';
import { CancelledError } from '../errors.ts';
import type { ControlPlane } from '../session/control-plane.ts';
import { wireTimeIn } from '../state/wire-time.ts';

const LOOK_BACK_SECONDS = 60;

/**
 * Calls `onCancel` when somebody cancels one of the flow runs. Listens to the event stream, which repeats what happened
 * while the connection was cut. @returns how to stop listening
 */
export const watchCancellation = (
  plane: ControlPlane,
  flowRunId: string,
  onCancel: (reason: CancelledError) => void,
): (() => void) => {
  const stop = new AbortController();
  const listen = async (): Promise<void> => {
    const frames = streamFrames({
      url: plane.client.urlOf('/events/out'),
      key: plane.client.key,
      signal: stop.signal,
      attemptsMax: 100,
      filterFrame: () => ({
        type: 'filter',
        filter: {
          occurred: { since: wireTimeIn(-LOOK_BACK_SECONDS), until: wireTimeIn(365 * 86_400) },
          event: { name: ['prefect.flow-run.Cancelling', 'prefect.flow-run.Cancelled'] },
          resource: { id: [`prefect.flow-run.${flowRunId}`] },
        },
      }),
    });
    for await (const frame of frames)
      if (frame.type === 'event') return onCancel(new CancelledError('the flow run was cancelled'));
  };
  listen().catch(() => {}); // a key that may not read events still may run flows
  return () => stop.abort();
};
