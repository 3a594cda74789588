import { streamFrames } from '@orch/client';
import type { FlowDefinition } from '../flow/flow-course.ts';
import { followFlow } from '../flow/run-flow.ts';
import { flowRunOfWire, RemoteFlowRuns } from '../flow/remote-flow-runs.ts';
import type { KnownFlowRun } from '../flow/flow-runs.ts';
import { leaveIfTold, onTermination } from '../flow/termination.ts';
import { asError } from '../errors.ts';
import { originalConsole } from '../logging/capture-console.ts';
import type { ControlPlane } from '../session/control-plane.ts';
import { asRoot, requirePlane } from '../session/session.ts';
import { newState } from '../state/state.ts';
import { wireTimeIn } from '../state/wire-time.ts';
import type { ServeOptions } from './deploy-options.ts';
import { registerDeployment } from './register-deployment.ts';

const POLL_MS = 5_000;
/** Runs that are due soon are taken early and begin on time: becoming Running waits for the moment. */
const AHEAD_SECONDS = 10;
const LIMIT = 10;

/** Runs what is scheduled for a deployment, in this process. */
class FlowServer {
  readonly #taken = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #wake: () => void = () => {};

  constructor(
    readonly plane: ControlPlane,
    readonly definition: FlowDefinition<unknown>,
    readonly deploymentId: string,
    readonly limit: number,
  ) {}

  stop(): void {
    this.#stop.abort();
    this.#wake();
  }

  async serve(): Promise<void> {
    void this.#listen().catch(() => {}); // without the stream, runs are found by asking
    while (!this.#stop.signal.aborted) {
      await this.#takeDue().catch((error: unknown) => {
        originalConsole.error(`orch: asking for runs failed: ${asError(error).message}`);
      });
      if (this.#stop.signal.aborted) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS);
        this.#wake = () => (clearTimeout(timer), resolve());
      });
    }
    await Promise.allSettled(this.#taken.values());
  }

  /** A new run of the deployment is told by the event stream: nobody waits for the next round. */
  async #listen(): Promise<void> {
    const frames = streamFrames({
      url: this.plane.client.urlOf('/events/out'),
      key: this.plane.client.key,
      signal: this.#stop.signal,
      attemptsMax: 1_000_000,
      filterFrame: () => ({
        type: 'filter',
        backfill: false,
        filter: {
          occurred: { since: wireTimeIn(-60), until: wireTimeIn(365 * 86_400) },
          event: { name: ['prefect.flow-run.Scheduled'] },
          related: { id: [`prefect.deployment.${this.deploymentId}`] },
        },
      }),
    });
    for await (const frame of frames)
      if (frame.type === 'event' || frame.type === 'auth_success') this.#wake();
  }

  async #takeDue(): Promise<void> {
    const free = this.limit - this.#taken.size;
    if (free <= 0) return;
    const body = {
      deployment_ids: [this.deploymentId],
      scheduled_before: wireTimeIn(AHEAD_SECONDS),
      limit: Math.min(200, this.limit + this.#taken.size),
    };
    const due = await this.plane.repeat('POST /deployments/get_scheduled_flow_runs', { body });
    const fresh = due.map(flowRunOfWire).filter((run) => !this.#taken.has(run.id));
    for (const run of fresh.slice(0, free)) this.#take(run);
  }

  #take(run: KnownFlowRun): void {
    const course = this.#run(run)
      .catch((error: unknown) => originalConsole.error(`orch: run ${run.name}: ${asError(error).message}`))
      .finally(() => {
        this.#taken.delete(run.id);
        this.#wake();
      });
    this.#taken.set(run.id, course);
  }

  /** Becoming Pending is the mutex: of several processes that serve a deployment one gets the run. */
  async #run(run: KnownFlowRun): Promise<void> {
    const runs = new RemoteFlowRuns(this.plane);
    const verdict = await runs.propose(run.id, newState('PENDING'));
    if (verdict.kind !== 'accepted') return;
    const { version = null, retries = 0, retryDelaySeconds = 0 } = this.definition.options;
    await runs.describe(run, { flowVersion: version, retries, retryDelaySeconds });
    await followFlow(this.definition, { ...run, state: verdict.state }, run.parameters);
  }
}

/** Makes the deployment and serves it until SIGINT, SIGTERM or the given signal; then its schedules pause. */
export const serveFlow = async (
  definition: FlowDefinition<unknown>,
  options: ServeOptions<never>,
): Promise<void> => {
  const plane = requirePlane('flow.serve()');
  const { name = definition.options.name, limit = LIMIT, pauseOnShutdown = true, signal } = options;
  await asRoot(async () => {
    const id = await registerDeployment(plane, definition, name, options, { entrypoint: null, path: null });
    const server = new FlowServer(plane, definition, id, limit);
    const stop = (): void => server.stop();
    const endListening = onTermination(stop);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    originalConsole.error(`Serving ${definition.options.name}/${name}; stop with Ctrl-C`);
    try {
      await server.serve();
    } finally {
      if (pauseOnShutdown)
        await plane
          .repeat('PATCH /deployments/{id}', { path: { id }, body: { paused: true } })
          .catch(() => {});
      signal?.removeEventListener('abort', stop);
      endListening();
    }
  });
  leaveIfTold();
};
