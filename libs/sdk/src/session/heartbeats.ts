import { Worker } from 'node:worker_threads';
import type { ApiClient } from '@orch/client';
import { newId } from '../state/state.ts';
import { nextWireTime } from '../state/wire-time.ts';
import { settingOf } from './environment.ts';

/** The run of which a heartbeat tells. */
export interface BeatingRun {
  readonly id: string;
  readonly name: string;
  readonly flowId: string | null;
  readonly flowName: string;
  readonly deploymentId: string | null;
}

const SECONDS = 30;
/** Runs that are over sooner need no thread. */
const THREAD_AFTER_MS = 2_000;

/**
 * The thread: a function that computes for minutes keeps this process's own loop from running, and must not look dead.
 * A text, so that it needs no file of its own in the bundle. A beat that is not taken is followed by the next one.
 */
const THREAD = `
const { parentPort, workerData: { url, headers, seconds } } = require('node:worker_threads');
const { randomUUID } = require('node:crypto');
const runs = new Map();
parentPort.on('message', ({ id, beat }) => (beat ? runs.set(id, beat) : runs.delete(id)));
setInterval(() => {
  if (runs.size === 0) return;
  const occurred = new Date().toISOString();
  const body = JSON.stringify([...runs.values()].map((beat) => ({ ...beat, id: randomUUID(), occurred })));
  fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10000) })
    .then((answer) => answer.arrayBuffer())
    .catch(() => {});
}, seconds * 1000);
`;

const beatOf = ({ id, name, flowId, flowName, deploymentId }: BeatingRun) => {
  const related = (role: string, of: string | null, more: Readonly<Record<string, string>> = {}) =>
    of === null
      ? []
      : [{ 'prefect.resource.id': `prefect.${role}.${of}`, 'prefect.resource.role': role, ...more }];
  return {
    event: 'prefect.flow-run.heartbeat',
    resource: { 'prefect.resource.id': `prefect.flow-run.${id}`, 'prefect.resource.name': name },
    related: [
      ...related('flow', flowId, { 'prefect.resource.name': flowName }),
      ...related('deployment', deploymentId),
    ],
    payload: {},
  };
};

/** Tells the control plane that the process of a run is alive. It takes a run for lost that told so and falls silent. */
export class Heartbeats {
  readonly #runs = new Map<string, ReturnType<typeof beatOf>>();
  #thread: Worker | undefined;
  #soon: NodeJS.Timeout | undefined;

  constructor(private readonly client: ApiClient) {}

  /** Beats for a run, at once and then every half a minute. @returns how to end it */
  begin(run: BeatingRun): () => void {
    const seconds = Number(settingOf('FLOWS_HEARTBEAT_FREQUENCY') ?? SECONDS);
    if (!(seconds > 0)) return () => {};
    const beat = beatOf(run);
    const first = [{ ...beat, id: newId(), occurred: nextWireTime() }];
    void this.client.send('POST', '/events', { body: first }).catch(() => {}); // the next one comes
    this.#runs.set(run.id, beat);
    this.#thread?.postMessage({ id: run.id, beat });
    this.#soon ??= setTimeout(() => this.#startThread(seconds), THREAD_AFTER_MS).unref();
    return () => this.#end(run.id);
  }

  #end(id: string): void {
    this.#runs.delete(id);
    this.#thread?.postMessage({ id });
    if (this.#runs.size > 0) return;
    clearTimeout(this.#soon);
    this.#soon = undefined;
    void this.#thread?.terminate();
    this.#thread = undefined;
  }

  #startThread(seconds: number): void {
    const { key } = this.client;
    const headers = {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
    const workerData = { url: this.client.urlOf('/events').href, headers, seconds };
    const thread = new Worker(THREAD, { eval: true, workerData, execArgv: [], stdout: false });
    thread.on('error', () => {}); // without it, a run is one that never beats again
    thread.unref();
    for (const [id, beat] of this.#runs) thread.postMessage({ id, beat });
    this.#thread = thread;
  }
}
