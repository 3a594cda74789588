import { oneLine, type Paint, type Style } from './style.ts';

/** One column of a list. */
export interface Column<Row> {
  readonly head: string;
  readonly text: (row: Row) => string;
  readonly style?: (row: Row) => Style | undefined;
  /** May be cut when the terminal is narrow; columns that may not keep their width. */
  readonly flexible?: true;
  readonly align?: 'right';
  /** How much of the text is enough, e.g. of an id: the rest goes before other columns are cut. */
  readonly enough?: number;
}

const GAP = 2;
const FLEXIBLE_MIN = 8;
const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
} as const;

const sumOf = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + (width > 0 ? width + GAP : 0), -GAP);

/**
 * How wide each column may be so that all fit. When not even the narrowest form does, the last columns are left out
 * (width 0); then flexible ones give way, the widest of them first.
 */
export const fitWidths = (
  natural: readonly number[],
  flexible: readonly boolean[],
  total: number,
): number[] => {
  const widths = [...natural];
  const narrowest = (): number[] =>
    widths.map((width, at) => (flexible[at] ? Math.min(width, FLEXIBLE_MIN) : width));
  while (sumOf(narrowest()) > total) {
    const last = widths.findLastIndex((width) => width > 0);
    if (last <= 0) break;
    widths[last] = 0;
  }
  while (sumOf(widths) > total) {
    const widest = widths.reduce((best, width, at) => {
      if (!flexible[at] || width <= FLEXIBLE_MIN) return best;
      return best === -1 || width > widths[best]! ? at : best;
    }, -1);
    if (widest === -1) break; // one column that may not be cut
    widths[widest]! -= 1;
  }
  return widths;
};

/**
 * Rows below their heads, columns aligned. Text is cut to `width` columns of the terminal; without a width nothing is.
 * @returns text that ends with a line break
 */
export const renderTable = async <Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width, paint }: { width: number | undefined; paint: Paint },
): Promise<string> => {
  const [{ default: Table }, { default: stringWidth }] = await Promise.all([
    import('cli-table3'),
    import('string-width'),
  ]);
  const naturalOf = (texts: readonly (readonly string[])[]): number[] =>
    columns.map((column, at) =>
      Math.max(stringWidth(column.head), ...texts.map((line) => stringWidth(line[at]!))),
    );
  const whole = rows.map((row) => columns.map((column) => oneLine(column.text(row))));
  const isTight = width !== undefined && sumOf(naturalOf(whole)) > width;
  const cells = isTight
    ? whole.map((line) => line.map((text, at) => text.slice(0, columns[at]!.enough)))
    : whole;
  const natural = naturalOf(cells);
  const widths =
    width === undefined
      ? natural
      : fitWidths(
          natural,
          columns.map(({ flexible }) => flexible === true),
          width,
        );
  const shown = columns.map((_, at) => at).filter((at) => widths[at]! > 0);
  const table = new Table({
    chars: NO_LINES,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': GAP },
    colWidths: shown.map((at) => widths[at]! + GAP),
    colAligns: shown.map((at) => columns[at]!.align ?? 'left'),
  });
  table.push(shown.map((at) => paint('bold', columns[at]!.head)));
  for (const [line, row] of rows.entries())
    table.push(shown.map((at) => paint(columns[at]!.style?.(row), cells[line]![at]!)));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
};

/** `Label  value` lines of one thing; empty values are left out, and long ones are never cut. */
export const renderFields = (
  fields: readonly (readonly [label: string, value: string, style?: Style | undefined])[],
  paint: Paint,
): string => {
  const present = fields.filter(([, value]) => value !== '');
  const width = Math.max(0, ...present.map(([label]) => label.length));
  const indent = `\n${' '.repeat(width + GAP)}`;
  return present
    .map(([label, value, style]) => {
      const body = paint(style, value.split('\n').map(oneLine).join('\n')).replaceAll('\n', indent);
      return `${paint('bold', label.padEnd(width))}${' '.repeat(GAP)}${body}\n`;
    })
    .join('');
};
