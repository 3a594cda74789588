/** One result as the load generator prints it; what the report reads of it. */
const result = (target: string, cpuMs: number, more: object = {}): object => ({
  scenario: 'create',
  target,
  params: {},
  ops_per_s: 100,
  lat_ms: { p50: 1, p99: 2 },
  errors: 0,
  other_cpu_share: 0,
  server: { cpu_ms_per_op: cpuMs * 0.75, pss_mb: 90 },
  db: { cpu_ms_per_op: cpuMs * 0.25 },
  ...more,
});

interface Row {
  name: string;
  ratio: number;
  verdict: string;
  ofBound?: number;
}

const rowsOf = async (results: object[], bounds: Record<string, number> = {}): Promise<Row[]> => {
  // Tools are plain modules without types: loaded by address.
  const report = await import(new URL('../../tools/bench/report.mjs', import.meta.url).href);
  return report.rowsOf(results, bounds) as Row[];
};

it.each([
  { oursMs: 4, verdict: 'MISSED' },
  { oursMs: 1.5, verdict: 'must' },
  { oursMs: 0.9, verdict: 'target' },
  { oursMs: 0.4, verdict: 'stretch' },
])('20 ms of theirs against $oursMs ms of ours is judged: $verdict', async ({ oursMs, verdict }) => {
  const [row] = await rowsOf([result('prefect', 20), result('ours', oursMs)]);
  expect(row).toMatchObject({ name: 'create', verdict });
  expect(row?.ratio).toBeCloseTo(20 / oursMs);
});

it('takes the median of the repeats', async () => {
  const [row] = await rowsOf([10, 20, 900].map((ms) => result('prefect', ms)).concat(result('ours', 1)));
  expect(row?.ratio).toBeCloseTo(20);
});

it('a side that did not run, or ran with errors, has no good verdict', async () => {
  expect((await rowsOf([result('prefect', 20)]))[0]?.verdict).toBe('NOT RUN');
  const failed = [result('prefect', 20), result('ours', 1, { errors: 3, error_samples: ['HTTP 500'] })];
  expect((await rowsOf(failed))[0]?.verdict).toBe('ERRORS');
});

it('polls of different backlogs are rows of their own', async () => {
  const poll = (backlog: number): object => result('ours', 1, { scenario: 'poll', params: { backlog } });
  const rows = await rowsOf([poll(0), poll(1000), poll(0)]);
  expect(rows.map(({ name }) => name)).toEqual(['poll 0', 'poll 1000']);
});

it('our operations are related to what the database alone can do', async () => {
  const [row] = await rowsOf([result('prefect', 20), result('ours', 1)], { create: 1000 });
  expect(row?.ofBound).toBeCloseTo(0.1);
});
