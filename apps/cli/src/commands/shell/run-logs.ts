import type { ApiClient } from '@orch/client';

const BATCH_MAX = 200;
const EVERY_MS = 500;
const WAITING_MAX = 50_000;
const LINE_CHARS_MAX = 20_000;
/** What the server's database does not hold: NUL and halves of surrogate pairs. */
const UNSTORABLE = /\0|\p{Surrogate}/gu;

interface Line {
  readonly name: string;
  readonly level: number;
  readonly message: string;
  readonly timestamp: string;
  readonly flow_run_id: string;
}

/** Log lines of a run on their way to the server: collected, sent in order, kept until they are taken. */
export class RunLogs {
  #lines: Line[] = [];
  #dropped = 0;
  #lastMs = 0;
  readonly #timer = setInterval(() => void this.#send(), EVERY_MS);
  #sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: ApiClient,
    private readonly runId: string,
  ) {}

  add(message: string, level: number): void {
    // two lines of one millisecond stay in order
    this.#lastMs = Math.max(Date.now(), this.#lastMs + 0.001);
    const whole = Math.floor(this.#lastMs);
    const micros = Math.round((this.#lastMs - whole) * 1000);
    this.#lines.push({
      name: 'orch.flow_runs',
      level,
      message: message.slice(0, LINE_CHARS_MAX).replace(UNSTORABLE, '\uFFFD'),
      timestamp: new Date(whole).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`),
      flow_run_id: this.runId,
    });
    if (this.#lines.length > WAITING_MAX) {
      this.#lines.shift();
      this.#dropped += 1;
    }
    if (this.#lines.length >= BATCH_MAX) void this.#send();
  }

  /** Sends what waits. @returns how many lines did not arrive */
  async end(): Promise<number> {
    clearInterval(this.#timer);
    for (let before = Infinity; this.#lines.length > 0 && this.#lines.length < before;) {
      before = this.#lines.length;
      await this.#send();
    }
    return this.#lines.length + this.#dropped;
  }

  #send(): Promise<void> {
    this.#sending = this.#sending.then(async () => {
      const batch = this.#lines.slice(0, BATCH_MAX);
      if (batch.length === 0) return;
      try {
        await this.client.call('POST /logs/', { body: batch });
        this.#lines = this.#lines.slice(batch.length);
      } catch {
        // tried again with the next ones
      }
    });
    return this.#sending;
  }
}
