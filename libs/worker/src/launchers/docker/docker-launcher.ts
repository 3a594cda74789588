import { pause } from '@orch/client';
import { PassThrough } from 'node:stream';
import Docker from 'dockerode';
import { OutputLines } from '../../log-shipper/output-lines.ts';
import { slugOf } from '../container-command.ts';
import type { JobEnd, JobOutput, LaunchContext, LaunchedJob, Launcher } from '../launcher.ts';
import { type ContainerPlan, containerPlan } from './container-options.ts';

const NAME_CHARS_MAX = 60;
const NAMES_MAX = 20;
const LOOK_AGAIN_MS = 2_000;
const LAST_OUTPUT_MS = 2_000;
const TEAR_DOWN_SECONDS = 10;

const statusOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;

/** Runs flows as containers of a Docker engine. */
export class DockerLauncher implements Launcher {
  readonly type = 'docker';

  constructor(private readonly docker: Docker) {}

  /** The engine that `DOCKER_HOST` names, or the one of this machine. */
  static of(): DockerLauncher {
    return new DockerLauncher(new Docker());
  }

  async launch({ job, output, signal }: LaunchContext): Promise<LaunchedJob> {
    const plan = containerPlan(job);
    await this.#fetchImage(plan, output);
    signal.throwIfAborted();
    const container = await this.#create(plan, slugOf(job.name, NAME_CHARS_MAX));
    try {
      for (const network of plan.networks)
        await this.docker.getNetwork(network).connect({ Container: container.id });
      await container.start();
    } catch (error) {
      await container.remove({ force: true }).catch(() => undefined);
      throw error;
    }
    const followed = this.#follow(container, output);
    const ended = this.#end(container, plan).then(async (end) => {
      // what it said last may still be on its way
      const late = new AbortController();
      await Promise.race([followed, pause(LAST_OUTPUT_MS, late.signal)]);
      late.abort(new Error('done'));
      if (plan.isRemovedAfter && end.exitCode !== null)
        await container.remove({ force: true }).catch(() => undefined);
      return end;
    });
    return { identifier: container.id, ended, stop: (graceSeconds) => stop(container, graceSeconds) };
  }

  /** @throws Error when this engine has no such container: another worker's engine may have it */
  async tearDown(identifier: string): Promise<void> {
    const container = this.docker.getContainer(identifier);
    await container.inspect();
    await stop(container, TEAR_DOWN_SECONDS);
  }

  async #fetchImage({ image, pullPolicy, credentials }: ContainerPlan, output: JobOutput): Promise<void> {
    if (pullPolicy === 'Never') return;
    if (pullPolicy === 'IfNotPresent' && (await this.#hasImage(image))) return;
    output.note(`Pulling image ${image}`);
    try {
      const stream = await this.docker.pull(image, credentials ? { authconfig: credentials } : {});
      await new Promise<void>((resolve, reject) =>
        this.docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve())),
      );
    } catch (error) {
      if (pullPolicy !== 'IfPossible') throw error;
      output.note(`The image could not be pulled, what is here is used: ${String(error)}`);
    }
  }

  async #hasImage(image: string): Promise<boolean> {
    try {
      await this.docker.getImage(image).inspect();
      return true;
    } catch (error) {
      if (statusOf(error) === 404) return false;
      throw error;
    }
  }

  /** Names are taken by containers of earlier runs: the first free one is used. */
  async #create(plan: ContainerPlan, name: string): Promise<Docker.Container> {
    for (let count = 0; ; count++) {
      try {
        const free = count === 0 ? name : `${name}-${count}`;
        return await this.docker.createContainer({ ...plan.options, name: free });
      } catch (error) {
        if (statusOf(error) !== 409 || count >= NAMES_MAX) throw error;
      }
    }
  }

  async #follow(container: Docker.Container, output: JobOutput): Promise<void> {
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
    const lines = (['stdout', 'stderr'] as const).map((name) => {
      const taken = new OutputLines((line) => output.line(name, line));
      streams[name].on('data', (chunk: Buffer) => taken.push(chunk));
      return taken;
    });
    try {
      const logs = await container.logs({ follow: true, stdout: true, stderr: true });
      await new Promise<void>((resolve) => {
        this.docker.modem.demuxStream(logs, streams.stdout, streams.stderr);
        logs
          .on('end', resolve)
          .on('close', resolve)
          .on('error', () => resolve());
      });
    } catch (error) {
      output.note(`Its output cannot be read: ${String(error)}`);
    }
    for (const one of lines) one.end();
  }

  /** Waits for the end; an engine that is restarted is asked again. */
  async #end(container: Docker.Container, { waitSeconds }: ContainerPlan): Promise<JobEnd> {
    const untilMs = waitSeconds === undefined ? Infinity : Date.now() + waitSeconds * 1000;
    const patience = waitSeconds === undefined ? undefined : AbortSignal.timeout(waitSeconds * 1000);
    for (;;) {
      try {
        await container.wait(patience === undefined ? {} : { abortSignal: patience });
        const { State: state } = await container.inspect();
        if (!state.Running)
          return {
            exitCode: state.ExitCode,
            ...(state.OOMKilled
              ? { reason: 'The container was killed: it used more memory than it may.' }
              : {}),
          };
      } catch (error) {
        if (Date.now() >= untilMs)
          return { exitCode: null, reason: `The container did not end within ${waitSeconds} seconds.` };
        if (statusOf(error) === 404) return { exitCode: null, reason: 'The container was removed.' };
      }
      await pause(LOOK_AGAIN_MS, new AbortController().signal);
    }
  }
}

const stop = async (container: Docker.Container, graceSeconds: number): Promise<void> => {
  try {
    await container.stop({ t: graceSeconds });
  } catch (error) {
    const status = statusOf(error);
    if (status !== 304 && status !== 404) throw error; // stopped, or gone, already
  }
};
