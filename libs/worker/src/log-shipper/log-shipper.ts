import { type ApiClient, ApiError, pause } from '@orch/client';
import { Backoff } from '../polling/backoff.ts';
import { isPassing } from '../polling/repeat.ts';

/** One line on its way to the server. Levels are Python's: 20 info, 30 warning, 40 error. */
export interface ShippedLine {
  readonly runId: string;
  readonly name: string;
  readonly level: number;
  readonly message: string;
  readonly timeMs: number;
}
export interface LogShipperOptions {
  readonly client: ApiClient;
  readonly workerId: () => string | null;
  readonly say: (line: string) => void;
  /** How long lines are collected; default 1 s. */
  readonly collectMs?: number;
  /** Lines kept while the server does not answer; beyond it the oldest go. */
  readonly linesMax?: number;
}

const BATCH_LINES = 500;
const BATCH_CHARS = 500_000;
/** Statuses that speak of what was sent, not of who sends it. */
const CONTENT = new Set([413, 422]);

/** Sends lines of runs in batches, in their order. What cannot be sent is kept and tried again. */
export class LogShipper {
  readonly #waiting: ShippedLine[] = [];
  readonly #options: Required<LogShipperOptions>;
  readonly #stop = new AbortController();
  #dropped = 0;
  #isDropping = false;
  /** Given up, and not yet counted: those before them are on their way. */
  #owed = 0;
  /** As many of the first ones are being sent. */
  #underWay = 0;
  /** Lines that came, and lines that are with the server or given up. */
  #added = 0;
  #done = 0;
  readonly #marks: { readonly at: number; readonly onDone: () => void }[] = [];
  #sending: Promise<void> | undefined;
  /** Fewer, while the one that the server refuses is looked for. */
  #linesMax = BATCH_LINES;

  constructor(options: LogShipperOptions) {
    this.#options = { collectMs: 1_000, linesMax: 50_000, ...options };
  }

  add(line: ShippedLine): void {
    this.#waiting.push(line);
    this.#added += 1;
    const { linesMax } = this.#options;
    if (this.#waiting.length > linesMax + Math.max(1, linesMax >> 3))
      this.#drop(this.#waiting.length - linesMax);
    this.#sending ??= this.#send();
  }

  /** Gives up the oldest that are not on their way, many at a time: a flood would else move all the others for each line. */
  #drop(count: number): void {
    if (!this.#isDropping)
      this.#options.say('Log lines come faster than the server takes them: the oldest are lost');
    this.#isDropping = true;
    this.#owed += this.#waiting.splice(this.#underWay, count).length;
    this.#dropped += count;
  }

  /** Says when all lines that came until now need no care any more. */
  whenDone(onDone: () => void): void {
    this.#marks.push({ at: this.#added, onDone });
    this.#passed(0);
  }

  #passed(count: number): void {
    this.#done += count + (count > 0 ? this.#owed : 0);
    if (count > 0) this.#owed = 0;
    while (this.#marks.length > 0 && this.#marks[0]!.at <= this.#done) this.#marks.shift()!.onDone();
  }

  /** Sends what is left, for so many seconds at most. */
  async close(seconds: number): Promise<void> {
    const timer = setTimeout(() => this.#stop.abort(new Error('out of time')), seconds * 1000);
    this.#closing = true;
    this.#hurry();
    while (this.#sending) await this.#sending;
    clearTimeout(timer);
    if (this.#dropped + this.#waiting.length > 0)
      this.#options.say(`${this.#dropped + this.#waiting.length} log lines were lost`);
  }
  #closing = false;
  #hurry: () => void = () => {};

  async #send(): Promise<void> {
    const { collectMs } = this.#options;
    const backoff = new Backoff();
    const { signal } = this.#stop;
    while (this.#waiting.length > 0 && !signal.aborted) {
      if (!this.#closing && this.#linesMax === BATCH_LINES) await this.#collect(collectMs);
      const batch = this.#batch();
      this.#underWay = batch.length;
      try {
        await this.#post(batch);
        this.#passed(this.#waiting.splice(0, batch.length).length);
        this.#linesMax = Math.min(BATCH_LINES, this.#linesMax * 2);
        this.#isDropping &&= this.#waiting.length > BATCH_LINES;
        backoff.reset();
      } catch (error) {
        if (error instanceof ApiError && !isPassing(error) && error.status !== 401)
          this.#refused(batch.length, error);
        else await pause(backoff.nextMs(), signal).catch(() => undefined);
      }
    }
    this.#sending = undefined;
  }

  /** What the server does not take now it will not take later either; but one line takes no others with it. */
  #refused(count: number, error: ApiError): void {
    if (count > 1 && CONTENT.has(error.status)) {
      this.#linesMax = count >> 1;
      return;
    }
    this.#linesMax = Math.min(BATCH_LINES, this.#linesMax * 2);
    this.#options.say(`The server refused ${count} log lines: ${error.detail}`);
    this.#passed(this.#waiting.splice(0, count).length);
  }

  #collect(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#hurry = () => (clearTimeout(timer), resolve());
    });
  }

  #batch(): readonly ShippedLine[] {
    let chars = 0;
    let count = 0;
    for (const line of this.#waiting) {
      chars += line.message.length;
      if (count > 0 && (chars > BATCH_CHARS || count >= this.#linesMax)) break;
      count += 1;
    }
    return this.#waiting.slice(0, count);
  }

  async #post(batch: readonly ShippedLine[]): Promise<void> {
    const workerId = this.#options.workerId();
    const body = batch.map(({ runId, name, level, message, timeMs }) => ({
      name,
      level,
      message,
      timestamp: new Date(timeMs).toISOString(),
      flow_run_id: runId,
      ...(workerId === null ? {} : { worker_id: workerId }),
    }));
    await this.#options.client.send('POST', '/logs/', { body });
  }
}
