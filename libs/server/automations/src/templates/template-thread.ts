import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Rendered } from './render-job.ts';
import type { TemplateJob } from './template-job.ts';

/** The thread was ended because it took too long, or it ended by itself: out of memory, most likely. */
export class RenderingEnded extends Error {}

/** What the thread says. */
type Said =
  { readonly isReady: true } | { readonly rendered: readonly Rendered[] } | { readonly failure: string };

const BUILT = new URL('./render-worker.js', import.meta.url);
const SOURCE = new URL('./render-worker.ts', import.meta.url);
/** Megabytes. */
const MEMORY = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };
/** A start reads and compiles a file; on a machine with much to do that takes a while. */
const START_MS_MAX = 30_000;

interface Running {
  readonly worker: Worker;
  readonly ready: Promise<unknown>;
}

/**
 * One thread for templates of users, started when it is first needed and kept. One job at a time; a job that takes longer
 * than `limitMs` ends with its thread, and the next job gets a new one.
 */
export class TemplateThread {
  private running: Running | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** @param entry what the thread runs; sources are for tests, where nothing is built */
  constructor(
    private readonly limitMs: number,
    private readonly entry: URL = existsSync(BUILT) ? BUILT : SOURCE,
  ) {}

  /** @throws RenderingEnded */
  async render(job: TemplateJob): Promise<readonly Rendered[]> {
    const turn = this.last.then(() => this.inTurn(job));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.running?.worker.terminate();
    this.running = undefined;
  }

  private async inTurn(job: TemplateJob): Promise<readonly Rendered[]> {
    const { worker, ready } = (this.running ??= this.start());
    try {
      await ready;
      const said = await this.answer(worker, this.limitMs, () => worker.postMessage(job));
      if ('rendered' in said) return said.rendered;
      throw new Error('failure' in said ? said.failure : 'the thread for templates is confused');
    } catch (error) {
      if (error instanceof RenderingEnded) await this.close();
      throw error;
    }
  }

  private start(): Running {
    const execArgv = this.entry.pathname.endsWith('.ts')
      ? ['--experimental-transform-types', '--no-warnings']
      : [];
    const worker = new Worker(this.entry, { resourceLimits: MEMORY, execArgv, env: {}, stdin: false });
    worker.unref();
    const ready = this.answer(worker, START_MS_MAX, () => undefined);
    ready.catch(() => undefined); // whoever waits for it hears of it
    return { worker, ready };
  }

  /** The next thing that the thread says after `ask`. */
  private answer(worker: Worker, limitMs: number, ask: () => void): Promise<Said> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => end(new RenderingEnded(`took longer than ${limitMs} ms`)), limitMs);
      const end = (outcome: Said | Error): void => {
        clearTimeout(timer);
        worker.off('message', end);
        worker.off('error', onEnd);
        worker.off('exit', onEnd);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      const onEnd = (reason: unknown): void => end(new RenderingEnded('the thread ended', { cause: reason }));
      worker.on('message', end).on('error', onEnd).on('exit', onEnd);
      ask();
    });
  }
}
