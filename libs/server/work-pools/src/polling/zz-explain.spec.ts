import { test } from '@jest/globals';
import pg from 'pg';
import { pollPool } from './scheduled-run.repository.ts';

test('explain', async () => {
  const c = new pg.Client({ connectionString: 'postgresql://postgres@127.0.0.1:55432/pooltest', options: '-c role=orch_app -c timezone=UTC' });
  await c.connect();
  const out: string[] = [];
  const ws = '00000000-0000-7000-8000-0000000000b1';
  await c.query("select set_config('app.workspace_id',$1,false)", [ws]);
  const q = (poolName: string, limit: number) => pollPool({ accountId: ws, workspaceId: ws }, { poolName, queueNames: null, before: '2026-12-31T00:00:00Z', after: '-infinity', limit, ownRunIds: [] });
  for (const [pool, limit] of [['p', 5], ['p', 200], ['empty', 200]] as const) {
    const st = q(pool, limit);
    for (let i = 0; i < 8; i++) {
      const t = performance.now();
      const r = await c.query({ name: st.name!, text: st.text, values: st.values as unknown[] });
      if (i > 4) out.push(`${pool} ${limit} ${r.rows.length} ${r.rows[0].queues} ${(performance.now() - t).toFixed(2)}`);
    }
  }
  await c.query('set plan_cache_mode=force_generic_plan');
  const st = q('p', 5);
  const args = st.values.map((v) => (v === null ? 'null' : Array.isArray(v) ? "'{}'" : typeof v === 'number' ? v : `'${v}'`)).join(',');
  await c.query(`prepare pp(uuid,text,text[],timestamptz,timestamptz,int,uuid[]) as ${st.text}`);
  const ex = await c.query(`explain (analyze, costs off) execute pp(${args})`);
  out.push(...ex.rows.map((r) => r['QUERY PLAN']));
  process.stdout.write(out.join('\n'));
  await c.end();
});
