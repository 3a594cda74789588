/**
 * What the pictures need beyond the world of the tests: a past. REST gives every run the moment it is called, so a
 * chart of a day would be one bar; here the runs are moved back in the database, with the durations of real work.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** Ninety runs in the last day, what runs and what has tasks first; the rest lies in the days before. */
const PAST = `
with numbered as (
  select workspace_id, id, state_type,
    row_number() over (order by state_type = 'RUNNING' desc,
      exists (select from task_run t where t.workspace_id = r.workspace_id and t.flow_run_id = r.id) desc,
      md5(id::text)) - 1 as n
  from flow_run r where state_type <> 'SCHEDULED' and not auto_scheduled
), placed as (
  select *, now() - case
      when n < 90 then (n * 15 + (n * 7919) % 37 + 3) * interval '1 minute'
      else (n - 84) * interval '4 hours'
    end as due,
    (2 + (n * 7) % 5) * interval '0.35 seconds' as late,
    case when state_type = 'RUNNING' then null else (18 + (n * 37) % 71 + n % 3 * 46) * interval '1.13 seconds' end as took
  from numbered
), moved as (
  update flow_run r set expected_start_time = p.due, start_time = p.due + p.late, created = p.due - interval '4 seconds',
    end_time = p.due + p.late + p.took, total_run_time_seconds = coalesce(extract(epoch from p.took), 0),
    state_timestamp = p.due + p.late + coalesce(p.took, interval '0')
  from placed p where r.workspace_id = p.workspace_id and r.id = p.id
  returning r.workspace_id, r.id, r.created, r.start_time, r.state_timestamp
)
update flow_run_state s set timestamp = case s.type
    when 'PENDING' then m.created + interval '2 seconds' when 'RUNNING' then m.start_time else m.state_timestamp end
from moved m where s.workspace_id = m.workspace_id and s.flow_run_id = m.id`;

/** The tasks of a run share its time, one after the other. */
const TASKS = `
with shares(name, begins, ends) as (
  values ('Read data', 0.02, 0.14), ('Add features', 0.15, 0.37), ('Train', 0.38, 0.9), ('Evaluate', 0.91, 0.99)
), placed as (
  select t.workspace_id, t.id, r.start_time + (r.end_time - r.start_time) * s.begins as began,
    r.start_time + (r.end_time - r.start_time) * s.ends as ended
  from task_run t join flow_run r on r.workspace_id = t.workspace_id and r.id = t.flow_run_id join shares s on s.name = t.name
), moved as (
  update task_run t set expected_start_time = p.began, start_time = p.began, end_time = p.ended, created = p.began,
    total_run_time_seconds = extract(epoch from p.ended - p.began), state_timestamp = p.ended
  from placed p where t.workspace_id = p.workspace_id and t.id = p.id
  returning t.workspace_id, t.id, t.start_time, t.end_time
)
update task_run_state s set timestamp = case when s.type in ('PENDING', 'RUNNING') then m.start_time else m.end_time end
from moved m where s.workspace_id = m.workspace_id and s.task_run_id = m.id`;

const LOGS = `
with numbered as (
  select l.workspace_id, l.id, r.start_time + (r.end_time - r.start_time)
    * (0.13 + 0.27 * (row_number() over (partition by l.flow_run_id order by l.timestamp) - 1)) as at
  from log l join flow_run r on r.workspace_id = l.workspace_id and r.id = l.flow_run_id
)
update log l set timestamp = n.at from numbered n where l.workspace_id = n.workspace_id and l.id = n.id`;

const ARTIFACTS = `
update artifact a set created = r.end_time, updated = r.end_time from flow_run r
where r.workspace_id = a.workspace_id and r.id = a.flow_run_id`;

/** @param {string} home of a server whose database is the embedded one */
export async function giveRunsAPast(home) {
  const read = (name) => readFileSync(join(home, name), 'utf8').trim();
  const database = new pg.Client({
    host: '127.0.0.1',
    port: Number(read('postgres-port')),
    user: 'postgres',
    password: read('postgres-password'),
    database: 'orch',
  });
  await database.connect();
  try {
    for (const statement of [PAST, TASKS, LOGS, ARTIFACTS]) await database.query(statement);
  } finally {
    await database.end();
  }
}

const ENDS = [
  'COMPLETED',
  'COMPLETED',
  'COMPLETED',
  'FAILED',
  'COMPLETED',
  'COMPLETED',
  'CANCELLED',
  'COMPLETED',
];
const MORE_RUNS = 96;
const AT_ONCE = 6;

/** Runs that have ended, so many that a chart of a day has a shape. */
export async function addEndedRuns(url, { ids }) {
  const send = async (path, body) => {
    const answer = await fetch(`${url}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const [flows, deployments] = [ids.flows.split(','), ids.deployments.split(',')];
  const one = async (index) => {
    const run = await send('/flow_runs/', {
      flow_id: flows[index % flows.length],
      deployment_id: deployments[index % deployments.length],
      parameters: { train_path: 'data/jan.parquet' },
      tags: index % 4 ? [] : ['prod'],
      state: { type: 'PENDING' },
    });
    for (const type of ['RUNNING', ENDS[(index * 5) % ENDS.length]])
      await send(`/flow_runs/${run.id}/set_state`, { state: { type }, force: true });
  };
  for (let index = 0; index < MORE_RUNS; index += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, add) => one(index + add)));
}

/** People, machines and rules of the account, so that its pages show more than their empty states. */
export async function fillAccount(url, { account, workspace }) {
  const call = async (method, path, body) => {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  const of = `/accounts/${account}`;
  const bots = [];
  for (const name of ['ci-deploys', 'worker-eu-1', 'grafana'])
    bots.push(await call('POST', `${of}/bots/`, { name }));
  for (const [name, description] of [
    ['data-platform', 'Owns pools and deployments'],
    ['analytics', 'Reads runs and artifacts'],
  ]) {
    const team = await call('POST', `${of}/teams`, { name, description });
    await call('PUT', `${of}/teams/${team.id}/members`, {
      members: [{ member_id: bots[0].id, member_type: 'service_account' }],
    });
  }
  const roles = await call('POST', `${of}/workspace_roles/filter`, {});
  const roleNamed = (name) => roles.find((role) => role.name === name).id;
  const inside = `${of}/workspaces/${workspace}`;
  for (const [index, role] of ['Developer', 'Worker', 'Viewer'].entries())
    await call('POST', `${inside}/bot_access/`, [
      { workspace_role_id: roleNamed(role), bot_id: bots[index].id },
    ]);
  for (const email of ['ada@example.com', 'grace@example.com'])
    await call('POST', `${of}/invitations`, { email });
  const connection = await call('POST', `${of}/sso/connections`, {
    name: 'Okta',
    issuer: 'https://example.okta.com',
    client_id: '0oa9k2orchcloud',
    client_secret: 'shown nowhere',
    group_claim: 'groups',
  });
  await call('POST', `${of}/sso/connections/${connection.id}/domains`, { domain: 'example.com' });
  await call('PUT', `${of}/ip_allowlist`, {
    entries: [
      { ip_network: '203.0.113.0/24', enabled: true, description: 'Office' },
      { ip_network: '198.51.100.7', enabled: true, description: 'CI runner' },
    ],
  });
}

/** A worker of the pool is at work while the pictures are taken. @returns how to stop it */
export function workWhile(url, { account, workspace }) {
  const of = `${url}/api/accounts/${account}/workspaces/${workspace}/work_pools/zoompool`;
  const send = (path, body) =>
    fetch(`${of}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => undefined);
  const beat = async () => {
    await send('/workers/heartbeat', { name: 'ProcessWorker 1', heartbeat_interval_seconds: 30 });
    await send('/get_scheduled_flow_runs', {});
  };
  const timer = setInterval(() => void beat(), 10_000);
  return { begun: beat(), stop: () => clearInterval(timer) };
}
