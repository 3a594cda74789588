import type { Terminal } from '../terminal.ts';
import { colourPaint, oneLine, type Paint, plainPaint, type Style } from './style.ts';
import { type Column, renderFields, renderTable } from './table.ts';

export const OUTPUT_FORMATS = ['table', 'json', 'yaml', 'name'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export interface PrinterOptions {
  readonly format: OutputFormat;
  readonly colour: boolean;
}
/** A label, its value, and perhaps a colour. */
export type Field = readonly [label: string, value: string, style?: Style | undefined];

const CLEAR_BELOW = '\u001b[J';
const up = (lines: number): string => (lines > 0 ? `\u001b[${lines}A\r` : '\r');

/** Writes data to stdout in the wished form, and everything said to people to stderr. */
export class Printer {
  readonly format: OutputFormat;
  readonly paint: Paint;
  readonly paintMessage: Paint;
  #liveLines = 0;

  constructor(
    private readonly terminal: Terminal,
    { format, colour }: PrinterOptions,
  ) {
    this.format = format;
    this.paint = colour && terminal.outIsTty ? colourPaint : plainPaint;
    this.paintMessage = colour && terminal.errIsTty ? colourPaint : plainPaint;
  }

  get isTable(): boolean {
    return this.format === 'table';
  }

  /** A list. `empty` is said, not printed, when a table would have no row. */
  async list<Row>(
    rows: readonly Row[],
    look: {
      columns: readonly Column<Row>[];
      name: (row: Row) => string;
      empty: string;
      /** What programs get of a row; the row itself where nothing is said. */
      value?: (row: Row) => unknown;
    },
  ): Promise<void> {
    if (this.format === 'table') {
      if (rows.length === 0) this.note(look.empty);
      else this.terminal.out(await this.#table(rows, look.columns));
    } else if (this.format === 'name') this.terminal.out(rows.map((row) => `${look.name(row)}\n`).join(''));
    else await this.#data(look.value ? rows.map(look.value) : rows);
  }

  /** One thing in full. */
  async item(value: unknown, look: { fields: readonly Field[]; name: string }): Promise<void> {
    if (this.format === 'table') this.terminal.out(renderFields(look.fields, this.paint));
    else if (this.format === 'name') this.terminal.out(`${look.name}\n`);
    else await this.#data(value);
  }

  /** An action that is done: a sentence for people, the thing itself for programs. */
  async done(sentence: string, value: unknown, name: string): Promise<void> {
    if (this.format === 'table') this.note(sentence, 'green');
    else if (this.format === 'name') this.terminal.out(`${name}\n`);
    else await this.#data(value);
  }

  /** One line of a stream: NDJSON for `json`, a document for `yaml`. */
  async line(value: unknown, text: string, name: string): Promise<void> {
    if (this.format === 'json') this.terminal.out(`${JSON.stringify(value)}\n`);
    else if (this.format === 'yaml') this.terminal.out(`---\n${await yamlOf(value)}`);
    else this.terminal.out(`${this.format === 'name' ? name : text}\n`);
  }

  /** Replaces what the last call drew; off a terminal every picture follows the one before. */
  async live<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Promise<void> {
    const text = await this.#table(rows, columns);
    if (this.terminal.outIsTty) this.terminal.out(`${up(this.#liveLines)}${CLEAR_BELOW}`);
    this.terminal.out(text);
    this.#liveLines = text.split('\n').length - 1;
  }

  /** Text as it is, e.g. a file or a script. */
  raw(text: string): void {
    this.terminal.out(text);
  }

  /** A message for people. */
  note(text: string, style?: Style): void {
    this.terminal.err(`${this.paintMessage(style, oneLine(text))}\n`);
  }

  async #table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Promise<string> {
    return renderTable(rows, columns, { width: this.terminal.columns, paint: this.paint });
  }

  async #data(value: unknown): Promise<void> {
    this.terminal.out(
      this.format === 'yaml' ? await yamlOf(value) : `${JSON.stringify(value ?? null, null, 2)}\n`,
    );
  }
}

const yamlOf = async (value: unknown): Promise<string> => {
  const { stringify } = await import('../yaml.ts');
  return stringify(value ?? null, { aliasDuplicateObjects: false, lineWidth: 0 });
};
