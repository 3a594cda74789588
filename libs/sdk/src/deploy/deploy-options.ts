/** When a deployment runs by itself. One of `cron`, `intervalSeconds` and `rrule`. */
export interface ScheduleOptions {
  /** Five fields, e.g. `0 9 3 * *`. */
  readonly cron?: string;
  readonly intervalSeconds?: number;
  /** RFC 5545, e.g. `FREQ=WEEKLY;BYDAY=MO`. */
  readonly rrule?: string;
  /** IANA name, e.g. `Europe/Berlin`; default UTC. */
  readonly timezone?: string;
}
interface DeploymentOptions<Input> extends ScheduleOptions {
  readonly description?: string;
  readonly version?: string;
  readonly tags?: readonly string[];
  /** Parameters of runs that bring none of their own. */
  readonly parameters?: [Input] extends [void] ? Record<string, never> : Partial<Input>;
  /** Runs of the deployment at a time. */
  readonly concurrencyLimit?: number;
  readonly paused?: boolean;
  /** Default true: parameters that do not fit the schema are refused. */
  readonly enforceParameterSchema?: boolean;
}

export interface ServeOptions<Input> extends DeploymentOptions<Input> {
  /** Name of the deployment; default: that of the flow. */
  readonly name?: string;
  /** Runs at a time in this process; default 10. */
  readonly limit?: number;
  /** Whether its schedules pause when this process stops; default true. */
  readonly pauseOnShutdown?: boolean;
  /** Stops serving, as SIGINT and SIGTERM do. */
  readonly signal?: AbortSignal;
}

export interface DeployOptions<Input> extends DeploymentOptions<Input> {
  readonly name: string;
  /** Work pool whose workers run it. */
  readonly pool: string;
  readonly queue?: string;
  readonly jobVariables?: Readonly<Record<string, unknown>>;
  /** `file.ts:exportName` from the working directory of the run; default: where the flow is exported. */
  readonly entrypoint?: string;
  /** How a worker gets the code; default: it lies in this folder on the worker's machine. */
  readonly pullSteps?: readonly Readonly<Record<string, unknown>>[];
}
