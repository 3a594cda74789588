const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;
export type Style = keyof typeof CODES;
/** Puts text into a style, or leaves it as it is where colours are off. */
export type Paint = (style: Style | undefined, text: string) => string;

export const plainPaint: Paint = (_, text) => text;
export const colourPaint: Paint = (style, text) =>
  style === undefined || text === '' ? text : `\u001b[${CODES[style][0]}m${text}\u001b[${CODES[style][1]}m`;

const STATE_STYLES: Readonly<Record<string, Style>> = {
  COMPLETED: 'green',
  FAILED: 'red',
  CRASHED: 'red',
  RUNNING: 'blue',
  PENDING: 'cyan',
  SCHEDULED: 'yellow',
  PAUSED: 'magenta',
  CANCELLING: 'yellow',
  CANCELLED: 'dim',
};
/** The colour of a state by its type. */
export const stateStyle = (type: string | null | undefined): Style | undefined =>
  type ? STATE_STYLES[type] : undefined;

const STATUS_STYLES: Readonly<Record<string, Style>> = {
  READY: 'green',
  ONLINE: 'green',
  NOT_READY: 'yellow',
  OFFLINE: 'dim',
  PAUSED: 'magenta',
  accepted: 'green',
  pending: 'yellow',
  expired: 'dim',
  revoked: 'dim',
  failure: 'red',
};
/** The colour of a pool's, queue's, deployment's or invitation's status. */
export const statusStyle = (status: unknown): Style | undefined => STATUS_STYLES[String(status)];

const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Text of others on one line: what a terminal would obey, or what turns text around, becomes a space. */
export const oneLine = (text: string): string => text.replace(CONTROLS, ' ');
/** The same, but lines stay lines and tabs stay tabs. */
export const manyLines = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(oneLine).join('\t'))
    .join('\n');
