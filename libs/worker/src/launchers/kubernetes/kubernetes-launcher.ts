import { pause } from '@orch/client';
import { PassThrough } from 'node:stream';
import {
  ApiException,
  BatchV1Api,
  CoreV1Api,
  KubeConfig,
  Log,
  type V1Job,
  type V1Pod,
} from '@kubernetes/client-node';
import { isObject } from '../../job-template/nested.ts';
import { OutputLines } from '../../log-shipper/output-lines.ts';
import type { Job, JobEnd, JobOutput, LaunchContext, LaunchedJob, Launcher } from '../launcher.ts';
import { jobManifest } from './job-manifest.ts';
import { jobEnd, podOf, podProblem } from './job-end.ts';

const POD_SECONDS = 60;
const LAST_OUTPUT_MS = 2_000;
const TEAR_DOWN_SECONDS = 10;

/** Where a job lives, and the clients that reach it. */
interface Place {
  readonly batch: BatchV1Api;
  readonly core: CoreV1Api;
  readonly log: Log;
  readonly namespace: string;
  readonly name: string;
}

/** Runs flows as jobs of a Kubernetes cluster. */
export class KubernetesLauncher implements Launcher {
  readonly type = 'kubernetes';

  constructor(
    private readonly config: KubeConfig,
    private readonly lookMs = 1_000,
  ) {}

  /** The cluster this process runs in, or the one of the kube config file. */
  static of(): KubernetesLauncher {
    const config = new KubeConfig();
    config.loadFromDefault();
    return new KubernetesLauncher(config);
  }

  async launch({ job, output, signal }: LaunchContext): Promise<LaunchedJob> {
    const config = this.#configOf(job);
    const [batch, core] = [config.makeApiClient(BatchV1Api), config.makeApiClient(CoreV1Api)];
    const body = jobManifest(job);
    signal.throwIfAborted();
    const { namespace } = body.metadata;
    const created = await batch.createNamespacedJob({ namespace, body });
    const name = created.metadata?.name ?? '';
    const place = { batch, core, log: new Log(config), namespace, name };
    output.note(`Created job ${name} in namespace ${namespace}`);
    return {
      identifier: `${namespace}:${name}`,
      ended: this.#watch(place, job, output),
      stop: (graceSeconds) => remove(place, graceSeconds),
    };
  }

  async tearDown(identifier: string): Promise<void> {
    const [namespace, name] = identifier.split(':').slice(-2); // the Python worker puts its cluster before them
    if (!namespace || !name) throw new Error(`"${identifier}" names no job`);
    await remove({ batch: this.config.makeApiClient(BatchV1Api), namespace, name }, TEAR_DOWN_SECONDS);
  }

  /** A cluster that the job configuration names goes before our own. */
  #configOf({ configuration }: Job): KubeConfig {
    const block = configuration['cluster_config'];
    if (!isObject(block)) return this.config;
    const config = new KubeConfig();
    const text = typeof block['config'] === 'string' ? block['config'] : JSON.stringify(block['config']);
    config.loadFromString(text);
    if (typeof block['context_name'] === 'string') config.setCurrentContext(block['context_name']);
    return config;
  }

  /** Looks until the job has ended; its output is followed from the moment its pod runs. */
  async #watch(place: Place, job: Job, output: JobOutput): Promise<JobEnd> {
    const podSeconds = Number(job.configuration['pod_watch_timeout_seconds'] ?? POD_SECONDS);
    const startByMs = Date.now() + podSeconds * 1000;
    const jobSeconds = Number(job.configuration['job_watch_timeout_seconds'] ?? Infinity);
    const endByMs = Date.now() + (jobSeconds > 0 ? jobSeconds : Infinity) * 1000;
    let followed: Promise<void> | undefined;
    for (;;) {
      const seen = await this.#look(place);
      if (seen === 'gone') return { exitCode: null, reason: 'The job was deleted.' };
      const { state, pod } = seen ?? {};
      const hasStarted = pod !== undefined && pod.status?.phase !== 'Pending';
      if (pod && hasStarted) followed ??= follow(place, pod, output);
      const end = state && jobEnd(state, pod);
      if (end) {
        const late = new AbortController();
        await Promise.race([followed, pause(LAST_OUTPUT_MS, late.signal)]);
        late.abort(new Error('done'));
        return end;
      }
      if (seen && !hasStarted && Date.now() > startByMs)
        return givenUp(place, `The job did not start within ${podSeconds} seconds. ${podProblem(pod)}`);
      if (seen && Date.now() > endByMs)
        return givenUp(place, `The job did not end within ${jobSeconds} seconds.`);
      await pause(this.lookMs, new AbortController().signal);
    }
  }

  /** The job and its pod; undefined: nobody answered, the next look may tell. */
  async #look({
    batch,
    core,
    namespace,
    name,
  }: Place): Promise<{ state: V1Job; pod: V1Pod | undefined } | 'gone' | undefined> {
    try {
      const [state, pods] = await Promise.all([
        batch.readNamespacedJob({ namespace, name }),
        core.listNamespacedPod({ namespace, labelSelector: `job-name=${name}`, limit: 10 }),
      ]);
      return { state, pod: podOf(pods.items) };
    } catch (error) {
      return error instanceof ApiException && error.code === 404 ? 'gone' : undefined;
    }
  }
}

const follow = async ({ log, namespace }: Place, pod: V1Pod, output: JobOutput): Promise<void> => {
  const container = pod.spec?.containers[0]?.name ?? '';
  const stream = new PassThrough();
  const lines = new OutputLines((line) => output.line('stdout', line));
  stream.on('data', (chunk: Buffer) => lines.push(chunk));
  const ended = new Promise<void>((resolve) =>
    stream
      .on('end', resolve)
      .on('close', resolve)
      .on('error', () => resolve()),
  );
  try {
    await log.log(namespace, pod.metadata?.name ?? '', container, stream, { follow: true });
    await ended;
  } catch (error) {
    output.note(`Its output cannot be read: ${String(error)}`);
  }
  lines.end();
};

/** A job that is given up is deleted: it must not go on when its run has crashed. */
const givenUp = async (place: Place, reason: string): Promise<JobEnd> => {
  await remove(place, 0);
  return { exitCode: null, reason };
};

/** Deletes a job with its pods. */
const remove = async (
  { batch, namespace, name }: Pick<Place, 'batch' | 'namespace' | 'name'>,
  graceSeconds: number,
): Promise<void> => {
  try {
    const body = { propagationPolicy: 'Foreground', gracePeriodSeconds: graceSeconds };
    await batch.deleteNamespacedJob({ namespace, name, body });
  } catch (error) {
    if (!(error instanceof ApiException && error.code === 404)) throw error;
  }
};
