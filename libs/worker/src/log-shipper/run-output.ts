import type { JobOutput } from '../launchers/launcher.ts';
import type { LogShipper } from './log-shipper.ts';
import { OwnLines, sentLine, unsentLines } from './own-lines.ts';

const LAST_LINES = 20;
/** Lines of the engine that may not have been sent when its process is killed: it sends them within half a second. */
const UNSURE_LINES = 200;
const LEVELS = { stdout: 20, stderr: 30 } as const;

export interface RunOutputOptions {
  readonly runId: string;
  readonly shipper: LogShipper;
  readonly now: () => number;
  /** Writes to the terminal of the worker. */
  readonly echo: (line: string) => void;
  readonly echoes: boolean;
}

/** The output of one run: to the server, to the terminal, and its end for the case of a crash. */
export class RunOutput implements JobOutput {
  readonly #last: string[] = [];
  readonly #unsure: string[] = [];
  readonly #ownLines = { stdout: new OwnLines(), stderr: new OwnLines() };
  /** Set when the job configuration is known. */
  echoes: boolean;

  constructor(private readonly options: RunOutputOptions) {
    this.echoes = options.echoes;
  }

  line(stream: 'stdout' | 'stderr', text: string): void {
    const { runId, shipper, now, echo } = this.options;
    if (this.echoes) echo(text);
    this.remember(text);
    if (text.trim() === '') return;
    if (this.#ownLines[stream].isShippedByRun(text)) return this.#keep(text);
    shipper.add({
      runId,
      name: `orch.worker.${stream}`,
      level: LEVELS[stream],
      message: text,
      timeMs: now(),
    });
  }

  #keep(text: string): void {
    this.#unsure.push(text);
    if (this.#unsure.length > UNSURE_LINES) this.#unsure.shift();
  }

  /**
   * The engine broke off: what it had written and not sent is sent now.
   * @param newestFirst the last messages that the server has of the engine
   */
  sendUnsent(newestFirst: readonly string[]): void {
    const { runId, shipper, now } = this.options;
    for (const text of unsentLines(this.#unsure.splice(0), newestFirst)) {
      const { level, message } = sentLine(text) ?? { level: LEVELS.stderr, message: text };
      shipper.add({ runId, name: 'orch.worker.stderr', level, message, timeMs: now() });
    }
  }

  note(text: string): void {
    const { runId, shipper, now, echo } = this.options;
    echo(text);
    shipper.add({ runId, name: 'orch.worker', level: 20, message: text, timeMs: now() });
  }

  remember(text: string): void {
    this.#last.push(text);
    if (this.#last.length > LAST_LINES) this.#last.shift();
  }

  whenTaken(onTaken: () => void): void {
    this.options.shipper.whenDone(onTaken);
  }

  /** The last lines, the oldest first. */
  get lastLines(): readonly string[] {
    return this.#last;
  }
}
