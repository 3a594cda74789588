import type { ApiClient } from './api-client.ts';
import { ApiError } from './api-error.ts';
import type { JsonObject } from './json-object.ts';

/** A run as a poll hands it out. */
export interface HandedOutRun {
  readonly id: string;
  readonly name: string;
  readonly flow_id: string;
  readonly deployment_id: string | null;
  readonly job_variables: JsonObject | null;
  readonly infrastructure_pid: string | null;
  readonly tags: readonly string[];
}
export interface PollRequest {
  /** Empty: every queue of the pool. */
  readonly queueNames: readonly string[];
  /** Runs that are due before this moment, ISO 8601. */
  readonly scheduledBefore: string;
  /** How many at most; 1 to 200. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}
export interface WorkerBeat {
  readonly name: string;
  readonly intervalSeconds: number;
  readonly metadata?: JsonObject | undefined;
}
export interface WorkPool extends JsonObject {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly is_paused: boolean;
  readonly base_job_template: JsonObject;
}

const ASK_AGAIN = 307;
/** A poll is held for 200 seconds at most; while it is, blanks come that keep the connection alive. */
const HELD_SECONDS_MAX = 240;
const BARE_ID = /^"?([0-9a-f-]{36})"?$/i;

/** What a worker asks and tells a server about its pool. */
export class WorkPoolCalls {
  readonly #path: string;

  constructor(
    private readonly client: ApiClient,
    readonly poolName: string,
  ) {
    this.#path = `/work_pools/${encodeURIComponent(poolName)}`;
  }

  /** The pool; null when there is none. */
  async pool(): Promise<WorkPool | null> {
    try {
      const response = await this.client.send('GET', this.#path);
      return (await response.json()) as WorkPool; // the contract says what the server answers
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  }

  /** Makes the pool, with the standard job template of its type. @throws ApiError 409 when somebody was faster */
  async create(type: string, baseJobTemplate: JsonObject): Promise<WorkPool> {
    const body = { name: this.poolName, type, base_job_template: baseJobTemplate };
    const response = await this.client.send('POST', '/work_pools/', { body });
    return (await response.json()) as WorkPool; // the contract says what the server answers
  }

  /** Gives the pool a job template. */
  async useTemplate(baseJobTemplate: JsonObject): Promise<void> {
    await this.client.send('PATCH', this.#path, { body: { base_job_template: baseJobTemplate } });
  }

  /** Job templates by type of pool, as the server knows them. */
  async standardTemplates(): Promise<Readonly<Record<string, JsonObject>>> {
    const types = (await (await this.client.send('GET', '/collections/work_pool_types')).json()) as Readonly<
      Record<string, Readonly<Record<string, { readonly default_base_job_configuration?: JsonObject }>>>
    >; // by collection, then by type: contract, collections.ts
    const templates: Record<string, JsonObject> = {};
    for (const collection of Object.values(types))
      for (const [type, { default_base_job_configuration: template }] of Object.entries(collection))
        if (template) templates[type] = template;
    return templates;
  }

  /**
   * Asks for due runs. The server holds an empty answer back until there is something, or for its time; when it says
   * "ask again", the same poll goes on.
   */
  async poll({ queueNames, scheduledBefore, limit, signal }: PollRequest): Promise<readonly HandedOutRun[]> {
    const body = { work_queue_names: queueNames, scheduled_before: scheduledBefore, limit };
    for (let query: Record<string, string> = {}; ;) {
      const path = `${this.#path}/get_scheduled_flow_runs`;
      const request = {
        body,
        query,
        signal,
        answers: [ASK_AGAIN],
        timeoutSeconds: HELD_SECONDS_MAX,
      };
      const response = await this.client.send('POST', path, request);
      const text = await response.text();
      if (response.status !== ASK_AGAIN)
        return (JSON.parse(text) as readonly { flow_run: HandedOutRun }[]).map((entry) => entry.flow_run);
      const again = new URL(response.headers.get('location') ?? '?', 'http://server');
      query = Object.fromEntries(again.searchParams);
      signal?.throwIfAborted();
    }
  }

  /** A sign of life over REST. @returns the worker's id; null from servers that name none */
  async beat({ name, intervalSeconds, metadata }: WorkerBeat): Promise<string | null> {
    const body = {
      name,
      heartbeat_interval_seconds: intervalSeconds,
      return_id: true,
      ...(metadata === undefined ? {} : { metadata }),
    };
    const path = `${this.#path}/workers/heartbeat`;
    try {
      return idIn(await this.client.send('POST', path, { body }));
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 422) throw error;
      // a server that knows no ids of workers takes no further members
      const plain = { name, heartbeat_interval_seconds: intervalSeconds };
      return idIn(await this.client.send('POST', path, { body: plain }));
    }
  }
}

const idIn = async (response: Response): Promise<string | null> =>
  BARE_ID.exec((await response.text()).trim())?.[1] ?? null;
