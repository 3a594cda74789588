import { type FileHandle, open } from 'node:fs/promises';
import { OutputLines } from '../../log-shipper/output-lines.ts';

const LOOK_MS = 200;
const CHUNK_BYTES = 64 * 1024;

export interface FollowOptions {
  /** Where to begin. */
  readonly position?: number;
  readonly take: (line: string) => void;
  /** All lines up to this byte were given to `take`. */
  readonly onRead?: (position: number) => void;
}

/**
 * Reads the lines of a file while it grows. Output goes through a file, not a pipe: when the worker dies, the run goes on
 * writing.
 */
export class FollowedFile {
  readonly #lines: OutputLines;
  readonly #buffer = Buffer.alloc(CHUNK_BYTES);
  #timer: NodeJS.Timeout | undefined;
  #handle: FileHandle | undefined;
  #position: number;
  #reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly options: FollowOptions,
  ) {
    this.#position = options.position ?? 0;
    this.#lines = new OutputLines(options.take);
  }

  async start(): Promise<void> {
    this.#handle = await open(this.path, 'r');
    this.#timer = setInterval(() => void (this.#reading = this.#reading.then(() => this.#read())), LOOK_MS);
  }

  /** The writer has ended: reads the rest. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
    await this.#read();
    this.#lines.end();
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #read(): Promise<void> {
    const before = this.#position;
    for (;;) {
      const read = await this.#handle?.read(this.#buffer, 0, CHUNK_BYTES, this.#position);
      if (!read || read.bytesRead === 0) break;
      this.#position += read.bytesRead;
      this.#lines.push(this.#buffer.subarray(0, read.bytesRead));
    }
    if (this.#position > before) this.options.onRead?.(this.#position - this.#lines.heldBytes);
  }
}
