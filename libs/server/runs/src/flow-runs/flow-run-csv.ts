import { pgToWire } from '@orch/kernel';
import type { FlowRunRow } from './flow-run.presenter.ts';

/** The heading line. */
export const FLOW_RUN_CSV_HEAD =
  'id,name,flow_id,deployment_id,work_pool,state_type,state_name,expected_start_time,start_time,end_time,run_seconds,run_count,tags\r\n';

const NEEDS_QUOTES = /[",\r\n]/;
/** What a spreadsheet would take for a formula. */
const IS_FORMULA = /^[=+\-@\t\r]/;

/** A cell (RFC 4180); text that a spreadsheet would run is made text by an apostrophe. */
function cell(text: string | null): string {
  if (text === null) return '';
  const safe = IS_FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
const moment = (time: string | null): string => (time === null ? '' : pgToWire(time));

/** One line of a run as CSV. */
export const flowRunCsvLine = (run: FlowRunRow): string =>
  `${[
    run.id,
    cell(run.name),
    run.flow_id,
    run.deployment_id ?? '',
    cell(run.work_pool_name),
    run.state_type ?? '',
    cell(run.state_name),
    moment(run.expected_start_time),
    moment(run.start_time),
    moment(run.end_time),
    String(run.estimated_run_time_seconds),
    String(run.run_count),
    cell(run.tags.join(' ')),
  ].join(',')}\r\n`;
