import { type ApiClient, ApiError } from '@orch/client';
import { untilAnswered } from '../polling/repeat.ts';

interface Run {
  readonly state_type: string | null;
}
interface Log {
  readonly name: string;
  readonly message: string;
}
const LOGS_MAX = 200;
type EndState = 'CRASHED' | 'CANCELLED';
const NAMES: Readonly<Record<EndState, string>> = { CRASHED: 'Crashed', CANCELLED: 'Cancelled' };

/** Tells the server how runs ended, and does not give up while nobody answers. */
export class EndReports {
  constructor(
    private readonly client: ApiClient,
    /** Ends the tries, when the worker has to go. */
    private readonly signal: AbortSignal,
  ) {}

  /** Proposes an end; a run that has one already keeps it. */
  async propose(runId: string, type: EndState, message: string, isForced = false): Promise<void> {
    await this.#untilAnswered(async () => {
      const state = { type, name: NAMES[type], message };
      const body = { state, force: isForced };
      await this.client.send('POST', `/flow_runs/${runId}/set_state`, { body });
    });
  }

  /** The state type of a run; null when it was deleted. */
  async stateType(runId: string): Promise<string | null> {
    const run = await this.#untilAnswered(
      async () => (await (await this.client.send('GET', `/flow_runs/${runId}`)).json()) as Run, // contract, flow-runs.ts
    );
    return run?.state_type ?? null;
  }

  /** The last messages that the server has of a run's engine, the newest first. */
  async lastMessages(runId: string): Promise<readonly string[]> {
    const body = { logs: { flow_run_id: { any_: [runId] } }, sort: 'TIMESTAMP_DESC', limit: LOGS_MAX };
    const rows = await this.#untilAnswered(
      async () => (await (await this.client.send('POST', '/logs/filter', { body })).json()) as Log[], // contract, logs.ts
    );
    return rows?.filter(({ name }) => !name.startsWith('orch.worker')).map(({ message }) => message) ?? [];
  }

  /** Null: the run was deleted. */
  async #untilAnswered<T>(ask: () => Promise<T>): Promise<T | null> {
    try {
      return await untilAnswered(ask, this.signal, 5_000);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  }
}
