import type { Terminal } from '../terminal.ts';
import { pickFields, type Selection } from './select.ts';
import { colourPaint, oneLine, type Paint, plainPaint, type Style } from './style.ts';
import { type Column, renderFields, renderTable } from './table.ts';

export const OUTPUT_FORMATS = ['table', 'json', 'yaml', 'name'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export interface PrinterOptions {
  readonly format: OutputFormat;
  readonly colour: boolean;
  /** `--json` and `--jq`; the format is JSON then. */
  readonly selection?: Selection | undefined;
}
/** A label, its value, and perhaps a colour. */
export type Field = readonly [label: string, value: string, style?: Style | undefined];

/** How a list is shown, in each format. */
interface ListLook<Row> {
  readonly columns: readonly Column<Row>[];
  readonly name: (row: Row) => string;
  /** Said where a table would have no row. */
  readonly empty: string;
  /** What programs get of a row; the row itself where nothing is said. */
  readonly value?: (row: Row) => unknown;
}

const CLEAR_BELOW = '\u001b[J';
const up = (lines: number): string => (lines > 0 ? `\u001b[${lines}A\r` : '\r');

/** Writes data to stdout in the wished form, and everything said to people to stderr. */
export class Printer {
  readonly format: OutputFormat;
  readonly paint: Paint;
  readonly paintMessage: Paint;
  readonly #selection: Selection | undefined;
  #liveLines = 0;
  #shown: string | undefined;
  /** Lists take the place of the one before instead of following it. */
  isWatching = false;

  constructor(
    private readonly terminal: Terminal,
    { format, colour, selection }: PrinterOptions,
  ) {
    this.format = format;
    this.#selection = selection;
    this.paint = colour && terminal.outIsTty ? colourPaint : plainPaint;
    this.paintMessage = colour && terminal.errIsTty ? colourPaint : plainPaint;
  }

  get isTable(): boolean {
    return this.format === 'table';
  }

  /** A list. `empty` is said, not printed, when a table would have no row. */
  async list<Row>(rows: readonly Row[], look: ListLook<Row>): Promise<void> {
    if (this.isWatching) return this.#picture(rows, look);
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
    if (this.#selection) this.terminal.out(await this.#selected(value, 0));
    else if (this.format === 'json') this.terminal.out(`${JSON.stringify(value)}\n`);
    else if (this.format === 'yaml') this.terminal.out(`---\n${await yamlOf(value)}`);
    else this.terminal.out(`${this.format === 'name' ? name : text}\n`);
  }

  /** Replaces what the last call drew; off a terminal every picture follows the one before. */
  async live<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Promise<void> {
    const height = this.terminal.rows ?? Infinity;
    // what does not fit above the cursor could not be drawn over
    const isCut = this.terminal.outIsTty && rows.length > height - 2;
    this.#redraw(await this.#table(isCut ? rows.slice(0, Math.max(1, height - 2)) : rows, columns));
  }

  /** Text as it is, e.g. a file or a script. */
  raw(text: string): void {
    this.terminal.out(text);
  }

  /** A message for people. */
  note(text: string, style?: Style): void {
    this.terminal.err(`${this.paintMessage(style, oneLine(text))}\n`);
  }

  #redraw(text: string): void {
    // one write: a picture that is cleared first would flicker
    this.terminal.out(this.terminal.outIsTty ? `${up(this.#liveLines)}${CLEAR_BELOW}${text}` : text);
    this.#liveLines = text.split('\n').length - 1;
  }

  /** A list that is watched: on a terminal it is drawn anew, elsewhere it is printed when it has changed. */
  async #picture<Row>(rows: readonly Row[], look: ListLook<Row>): Promise<void> {
    if (this.isTable && this.terminal.outIsTty)
      return rows.length === 0 ? this.#redraw(`${look.empty}\n`) : this.live(rows, look.columns);
    const value = look.value ? rows.map(look.value) : rows;
    const state = JSON.stringify(value);
    if (state === this.#shown) return;
    this.#shown = state;
    if (this.isTable) this.terminal.out(rows.length === 0 ? '' : await this.#table(rows, look.columns));
    else if (this.format === 'name') this.terminal.out(rows.map((row) => `${look.name(row)}\n`).join(''));
    else await this.line(value, '', '');
  }

  async #table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Promise<string> {
    return renderTable(rows, columns, { width: this.terminal.columns, paint: this.paint });
  }

  /** What `--json` and `--jq` leave of a value. */
  async #selected(value: unknown, indent: number): Promise<string> {
    const { fields, query } = this.#selection ?? {};
    const chosen = fields === undefined ? value : pickFields(value, fields);
    if (query === undefined) return `${JSON.stringify(chosen ?? null, null, indent)}\n`;
    const { runJq } = await import('./jq.ts');
    return runJq(chosen, query);
  }

  async #data(value: unknown): Promise<void> {
    if (this.#selection) return this.terminal.out(await this.#selected(value, 2));
    this.terminal.out(
      this.format === 'yaml' ? await yamlOf(value) : `${JSON.stringify(value ?? null, null, 2)}\n`,
    );
  }
}

const yamlOf = async (value: unknown): Promise<string> => {
  const { stringify } = await import('../yaml.ts');
  return stringify(value ?? null, { aliasDuplicateObjects: false, lineWidth: 0 });
};
