import { StringDecoder } from 'node:string_decoder';
import { storableText } from '@orch/client';

const LINE_CHARS_MAX = 20_000;

/** Puts chunks of output together to lines; a line without an end is given up at a length that logs can hold. */
export class OutputLines {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(private readonly take: (line: string) => void) {}

  push(chunk: Buffer): void {
    this.#rest += this.#decoder.write(chunk);
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#give(line);
    while (this.#rest.length > LINE_CHARS_MAX) {
      this.take(storableText(this.#rest.slice(0, LINE_CHARS_MAX)));
      this.#rest = this.#rest.slice(LINE_CHARS_MAX);
    }
  }

  /** Bytes of a line that has no end yet. */
  get heldBytes(): number {
    return Buffer.byteLength(this.#rest);
  }

  /** The output is over: what is left is a line too. */
  end(): void {
    this.#rest += this.#decoder.end();
    if (this.#rest !== '') this.#give(this.#rest);
    this.#rest = '';
  }

  #give(line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    for (let at = 0; at === 0 || at < text.length; at += LINE_CHARS_MAX)
      this.take(storableText(text.slice(at, at + LINE_CHARS_MAX)));
  }
}
