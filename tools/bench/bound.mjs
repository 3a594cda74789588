// What PostgreSQL itself can do on this machine at this moment: pgbench with the least SQL for the same work.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../test/run.mjs';
import { loadgenFolder } from './loadgen.mjs';

const TABLES = `
create table fr (id uuid primary key default gen_random_uuid(), ws uuid, flow_id uuid, deployment_id uuid, work_queue_id uuid, name text,
  parameters jsonb, context jsonb, tags jsonb, empirical_policy jsonb, state_type text, state_name text, state_ts timestamptz, next_start timestamptz,
  start_time timestamptz, end_time timestamptz, run_count int default 0, created timestamptz default now(), updated timestamptz default now());
create index on fr (work_queue_id, next_start) where state_type = 'SCHEDULED';
create index on fr (flow_id);
create index on fr (deployment_id);
create index on fr (ws, start_time desc);
create index on fr (ws, state_type);
create table frs (id uuid primary key default gen_random_uuid(), flow_run_id uuid, type text, name text, ts timestamptz, details jsonb, data jsonb);
create index on frs (flow_run_id, ts);
create table lg (id uuid primary key default gen_random_uuid(), name text, level int, flow_run_id uuid, task_run_id uuid, message text, ts timestamptz);
create index on lg (flow_run_id, ts);`;

/** Script → how many of our operations one transaction is. */
const SCRIPTS = { create: ['create.sql', 1], lifecycle: ['life1.sql', 1], logs: ['logs.sql', 200] };

/** @returns {Promise<Record<string, number>>} operations per second by scenario; {} without pgbench */
export const measureBound = async (cluster, database, seconds) => {
  if ((await run(['pgbench', '--version'], { quiet: true })).code !== 0) return {};
  await cluster.query(database, TABLES);
  await cluster.query(database, 'grant all on fr, frs, lg to orch');
  const bounds = {};
  for (const [scenario, [file, factor]] of Object.entries(SCRIPTS)) {
    const script = join(loadgenFolder(), 'bound', file);
    if (!existsSync(script)) continue;
    // Prepared: the scripts use variables where only a parameter is right.
    const command = ['pgbench', ...'-n -M prepared -c 8 -j 2'.split(' '), '-T', seconds, '-f', script];
    const { output } = await run([...command.map(String), cluster.urlOf(database)], {
      quiet: true,
      timeoutMs: (seconds + 30) * 1000,
    });
    const found = /tps = ([\d.]+)/.exec(output);
    if (found) bounds[scenario] = Number(found[1]) * factor;
  }
  return bounds;
};
