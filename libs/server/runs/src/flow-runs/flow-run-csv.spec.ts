import type { FlowRunRow } from './flow-run.presenter.ts';
import { FLOW_RUN_CSV_HEAD, flowRunCsvLine } from './flow-run-csv.ts';

const run = (name: string, tags: string[] = []): FlowRunRow =>
  ({
    id: 'r1',
    name,
    flow_id: 'f1',
    deployment_id: null,
    work_pool_name: null,
    state_type: 'COMPLETED',
    state_name: 'Completed',
    expected_start_time: '2026-11-21 10:00:00+00',
    start_time: null,
    end_time: null,
    estimated_run_time_seconds: 1.5,
    run_count: 1,
    tags,
  }) as unknown as FlowRunRow; // only what a line reads

it('has a cell for every heading', () => {
  expect(flowRunCsvLine(run('calm-bee')).split(',').length).toBe(FLOW_RUN_CSV_HEAD.split(',').length);
});

it.each([
  ['calm-bee', 'calm-bee'],
  ['a,b', '"a,b"'],
  ['say "no"', '"say ""no"""'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['two\nlines', '"two\nlines"'],
])('a run named %j is written as %j', (name, written) => {
  expect(flowRunCsvLine(run(name))).toContain(`r1,${written},f1`);
});
