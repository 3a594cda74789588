import type { JobOutput } from '../launchers/launcher.ts';
import type { LogShipper } from './log-shipper.ts';
import { OwnLines } from './own-lines.ts';

const LAST_LINES = 20;
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
  readonly #ownLines = { stdout: new OwnLines(), stderr: new OwnLines() };
  /** Set when the job configuration is known. */
  echoes: boolean;

  constructor(private readonly options: RunOutputOptions) {
    this.echoes = options.echoes;
  }

  line(stream: 'stdout' | 'stderr', text: string): void {
    const { runId, shipper, now, echo } = this.options;
    if (this.echoes) echo(text);
    this.#last.push(text);
    if (this.#last.length > LAST_LINES) this.#last.shift();
    if (text.trim() === '' || this.#ownLines[stream].isShippedByRun(text)) return;
    shipper.add({
      runId,
      name: `orch.worker.${stream}`,
      level: LEVELS[stream],
      message: text,
      timeMs: now(),
    });
  }

  note(text: string): void {
    const { runId, shipper, now, echo } = this.options;
    echo(text);
    shipper.add({ runId, name: 'orch.worker', level: 20, message: text, timeMs: now() });
  }

  /** The last lines, the oldest first. */
  get lastLines(): readonly string[] {
    return this.#last;
  }
}
