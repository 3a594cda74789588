import { type FileHandle, open } from 'node:fs/promises';
import { OutputLines } from '../../log-shipper/output-lines.ts';

const LOOK_MS = 200;
const CHUNK_BYTES = 64 * 1024;

/**
 * Reads the lines of a file while it grows. Output goes through a file, not a pipe: when the worker dies, the run goes on
 * writing.
 */
export class FollowedFile {
  readonly #lines: OutputLines;
  readonly #buffer = Buffer.alloc(CHUNK_BYTES);
  #timer: NodeJS.Timeout | undefined;
  #handle: FileHandle | undefined;
  #position = 0;
  #reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    take: (line: string) => void,
  ) {
    this.#lines = new OutputLines(take);
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
    for (;;) {
      const read = await this.#handle?.read(this.#buffer, 0, CHUNK_BYTES, this.#position);
      if (!read || read.bytesRead === 0) return;
      this.#position += read.bytesRead;
      this.#lines.push(this.#buffer.subarray(0, read.bytesRead));
    }
  }
}
