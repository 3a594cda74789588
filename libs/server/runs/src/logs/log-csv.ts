import type { LogRow } from './log.presenter.ts';

/** The heading line. */
export const CSV_HEAD = 'timestamp,level,flow_run_id,task_run_id,message\r\n';

const NEEDS_QUOTES = /[",\r\n]/;
const quoted = (text: string): string => (NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** PostgreSQL's text of a moment in the form Python prints: six digits or none, offset with minutes. */
const moment = (text: string): string => {
  const [seconds = '', fraction = ''] = text.replace(/\+00$/, '').split('.');
  return `${seconds}${fraction === '' ? '' : `.${fraction.padEnd(6, '0')}`}+00:00`;
};

/** One line of a log as CSV (RFC 4180). Upstream: api/flow_runs.py, download_logs (3.8.8). */
export const csvLine = (row: LogRow): string =>
  `${moment(row.timestamp)},${row.level},${row.flow_run_id ?? ''},${row.task_run_id ?? ''},${quoted(row.message)}\r\n`;
