import type { HandedOutRun, JsonObject } from '@orch/client';
import type { Environment } from '../job-template/apply-values.ts';

/** What a run is made of, whatever it will run in. */
export interface Job {
  readonly run: HandedOutRun;
  readonly poolName: string;
  /** The job configuration of the pool with everything filled in. */
  readonly configuration: JsonObject;
  /** The environment of the run: the server, the run's id, then what the configuration sets. */
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly name: string;
  /** A command that the configuration names; undefined: what its kind of flow needs. */
  readonly command: string | undefined;
  /** `file.ts:exportName` or `file.py:function`. */
  readonly entrypoint: string | null;
  /** Folder of the flow on this machine, when no step fetches it. */
  readonly path: string | null;
  readonly pullSteps: readonly JsonObject[];
  readonly streamsOutput: boolean;
}

/** How a job ended. `exitCode` is minus the signal's number when a signal ended it; null: nobody knows. */
export interface JobEnd {
  readonly exitCode: number | null;
  /** More than the code says. */
  readonly reason?: string;
}

export interface LaunchedJob {
  /** By which others find the job: a process id, a container's id. */
  readonly identifier: string;
  readonly ended: Promise<JobEnd>;
  /** Asks it to end, and ends it after the grace. */
  readonly stop: (graceSeconds: number) => Promise<void>;
}

/** Takes the output of a job, line by line. */
export interface JobOutput {
  readonly line: (stream: 'stdout' | 'stderr', text: string) => void;
  /** What the worker itself has to say about the run. */
  readonly note: (text: string) => void;
  /** A line that another worker has passed on: it only counts as one of the last. */
  readonly remember: (text: string) => void;
  /** Says when everything until now is with the server. */
  readonly whenTaken: (onTaken: () => void) => void;
}

/** What launchers stand on. */
export interface LaunchContext {
  readonly job: Job;
  readonly output: JobOutput;
  /** Aborted when the run is cancelled before it is launched. */
  readonly signal: AbortSignal;
}

/** A job whose worker was killed. */
export interface LeftJob {
  readonly run: HandedOutRun;
  /** Whether its process tells the server how it ended, as engines do. */
  readonly isEngine: boolean;
  /** Follows it from where its worker was. */
  readonly follow: (output: JobOutput) => Promise<LaunchedJob>;
}

/** Brings jobs of one type of pool to life. */
export interface Launcher {
  readonly type: string;
  /** @throws Error when the job cannot be started */
  readonly launch: (context: LaunchContext) => Promise<LaunchedJob>;
  /**
   * Ends what a job left behind that another worker has started. Absent: only its own worker can reach it.
   * @throws Error when it is not to be found from here
   */
  readonly tearDown?: (identifier: string) => Promise<void>;
  /** Jobs of this pool whose worker was killed, and which are ours from now on. Absent: nothing of a job lies here. */
  readonly leftBehind?: () => Promise<readonly LeftJob[]>;
  /** Lets go of what the launcher holds itself. */
  readonly close?: () => Promise<void>;
}

/** The environment of this process, for launchers that hand it on. */
export type WorkerEnvironment = Environment;

const TYPESCRIPT = /\.[cm]?[jt]sx?(?::[\w$]+)?$/;

/** Whether a flow is one for our SDK, by the file its entrypoint names. */
export const isTypeScriptFlow = (entrypoint: string | null): boolean =>
  entrypoint !== null && TYPESCRIPT.test(entrypoint);
