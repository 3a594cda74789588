import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FakeControlPlane, type FakeRun } from '@orch/testing/fake-control-plane';
import { Worker, type WorkerOptions } from './worker.ts';

const CHILD = fileURLToPath(new URL('./child.fixture.mjs', import.meta.url));
const LIMIT_MS = 30_000;

/** Waits until something holds. @throws Error after 30 seconds */
export const until = async (what: string, holds: () => boolean): Promise<void> => {
  const endMs = Date.now() + LIMIT_MS;
  while (!holds()) {
    if (Date.now() > endMs) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** A running worker. */
export interface RunningWorker {
  readonly worker: Worker;
  readonly said: string[];
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
}

/** A control plane, workers, and flows that are small programs. */
export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'orch-stage-'));
  readonly starts = join(this.folder, 'starts');
  readonly gate = join(this.folder, 'gate');
  readonly #running: RunningWorker[] = [];

  private constructor(
    readonly plane: FakeControlPlane,
    readonly deploymentId: string,
  ) {
    writeFileSync(this.starts, '');
  }

  static async make(): Promise<Stage> {
    const plane = await FakeControlPlane.start();
    plane.makePool();
    return new Stage(plane, plane.addDeployment());
  }

  /** Schedules a run that does what `mode` says. */
  run(mode: 'ok' | 'exit' | 'gate' | 'forever'): FakeRun {
    return this.plane.schedule(this.deploymentId, {
      command: `${process.execPath} ${CHILD}`,
      env: { MODE: mode, STARTS: this.starts, GATE: this.gate },
    });
  }
  openGate(): void {
    writeFileSync(this.gate, '');
  }
  /** Lines of the file in which every start is noted: id of the run, process id. */
  get started(): readonly (readonly [id: string, pid: number])[] {
    const lines = readFileSync(this.starts, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => [line.split(' ')[0]!, Number(line.split(' ')[1])] as const);
  }

  start(options: Partial<WorkerOptions> = {}): RunningWorker {
    const said: string[] = [];
    const worker = new Worker({
      apiUrl: this.plane.apiUrl,
      userAgent: 'orch/test',
      poolName: 'pool',
      name: 'worker',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      workFolder: this.folder,
      cancelGraceSeconds: 1,
      say: (line) => said.push(line),
      echo: () => {},
      ...options,
    });
    const stop = new AbortController();
    const kill = new AbortController();
    const over = worker.run({ stop: stop.signal, kill: kill.signal });
    over.catch((error: unknown) => said.push(`ended with ${String(error)}`));
    const running = {
      worker,
      said,
      stop: async () => (stop.abort(new Error('stop')), over),
      kill: async () => (stop.abort(new Error('stop')), kill.abort(new Error('kill')), over),
    };
    this.#running.push(running);
    return running;
  }

  async close(): Promise<void> {
    this.plane.faults = () => undefined;
    await Promise.allSettled(this.#running.map((one) => one.kill()));
    await this.plane.close();
    for (const [, pid] of this.started) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
