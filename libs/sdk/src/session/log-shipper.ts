import { storableText } from '@orch/client';

/** One line of a log as it is sent. */
export interface LogLine {
  readonly name: string;
  /** 10 debug, 20 info, 30 warning, 40 error. */
  readonly level: number;
  readonly message: string;
  readonly timestamp: string;
  readonly flow_run_id: string | null;
  readonly task_run_id: string | null;
}

export interface LogShipperOptions {
  /** Sends one batch; it must reject when the batch may be sent again. */
  readonly send: (lines: readonly LogLine[]) => Promise<void>;
  readonly onTrouble?: (message: string) => void;
  /** How long lines are collected before they are sent. */
  readonly intervalMs?: number;
  readonly linesMax?: number;
}

const BATCH_LINES_MAX = 500;
const BATCH_CHARS_MAX = 1_000_000;
const LINE_CHARS_MAX = 200_000;
const DELAY_MS_MAX = 10_000;

const shortened = (line: LogLine): LogLine =>
  line.message.length <= LINE_CHARS_MAX
    ? line
    : { ...line, message: storableText(line.message, LINE_CHARS_MAX) };

/**
 * Log lines on their way to the control plane: collected, sent in batches, kept until the server took them. Waiting lines
 * are bounded: the oldest are given up, and how many is said.
 */
export class LogShipper {
  #lines: LogLine[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | null = null;
  #sending: Promise<void> | null = null;
  readonly #options: Required<Omit<LogShipperOptions, 'onTrouble'>> & LogShipperOptions;

  constructor(options: LogShipperOptions) {
    this.#options = { intervalMs: 500, linesMax: 50_000, ...options };
  }

  /** Lines that are not with the server yet. */
  get waiting(): number {
    return this.#lines.length;
  }

  add(line: LogLine): void {
    this.#lines.push(shortened(line));
    if (this.#lines.length > this.#options.linesMax) this.#drop();
    if (this.#lines.length >= BATCH_LINES_MAX) this.#start();
    else this.#timer ??= setTimeout(() => this.#start(), this.#options.intervalMs);
  }

  /** Sends what is waiting. @returns whether all of it arrived in time */
  async flush(timeoutMs: number): Promise<boolean> {
    this.#start();
    const late = Symbol('late');
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<symbol>((resolve) => (timer = setTimeout(() => resolve(late), timeoutMs)));
    const ended = await Promise.race([this.#sending, timeout]);
    clearTimeout(timer);
    return ended !== late;
  }

  #drop(): void {
    const excess = this.#lines.length - this.#options.linesMax;
    this.#lines.splice(0, excess);
    if (this.#dropped === 0)
      this.#options.onTrouble?.('the server takes no log lines: the oldest are given up');
    this.#dropped += excess;
  }

  #start(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = null));
  }

  async #sendAll(): Promise<void> {
    for (let failures = 0; this.#lines.length > 0;) {
      const batch = this.#nextBatch();
      try {
        await this.#options.send(batch);
        failures = 0;
        if (this.#dropped > 0) this.#options.onTrouble?.(`${this.#dropped} log lines were given up`);
        this.#dropped = 0;
      } catch {
        this.#lines = [...batch, ...this.#lines];
        const delayMs = Math.min(DELAY_MS_MAX, 200 * 2 ** failures++);
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
    }
  }

  #nextBatch(): LogLine[] {
    let chars = 0;
    let count = 0;
    while (count < this.#lines.length && count < BATCH_LINES_MAX && chars < BATCH_CHARS_MAX)
      chars += this.#lines[count++]!.message.length;
    return this.#lines.splice(0, count);
  }
}
