import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { deploymentCreate, deploymentScheduleUpdate } from '@orch/contract';
import { Database, readBody, sql } from '@orch/platform';
import { DeploymentSchedules } from '../schedules/deployment-schedules.ts';
import { CreateDeployment } from '../deployments/create-deployment.ts';
import { DeleteDeployments } from '../deployments/delete-deployments.ts';
import { Processes } from './processes.fixture.ts';
import { ScheduleDeployment } from './schedule-deployment.ts';
import { ScheduleDeployments } from './scheduler-loops.ts';

let processes: Processes;
let flowId: string;

beforeAll(async () => {
  processes = await Processes.start(6, 6, 1);
});
afterAll(() => processes?.stop());
beforeEach(async () => {
  flowId = randomUUID();
  await processes
    .of(0, Database)
    .execute(
      processes.scope,
      sql`insert into flow (workspace_id, id, name) values (${processes.scope.workspaceId}, ${flowId}, ${flowId})`,
    );
});

const MINUTELY = { schedule: { cron: '* * * * *', timezone: 'UTC' } };
const DAILY = { schedule: { interval: 86_400, anchor_date: '2026-01-01T00:00:00Z', timezone: 'UTC' } };

async function save(schedules: readonly object[], at = 0): Promise<string> {
  const body = { name: 'd', flow_id: flowId, tags: ['t'], schedules };
  const parsed = readBody(deploymentCreate, JSON.stringify(body));
  const given = new Set(Object.keys(body));
  const { row } = await processes.of(at, CreateDeployment).execute(processes.scope, parsed, given, null);
  return row.id;
}

interface Slot {
  readonly at: string;
  readonly key: string;
  readonly tags: string[];
  readonly job_variables: string | null;
}

const slots = (deploymentId: string): Promise<Slot[]> =>
  processes.of(0, Database).query<Slot>(
    processes.scope,
    sql`select next_scheduled_start_time as at, idempotency_key as key, tags, job_variables from flow_run
        where workspace_id = ${processes.scope.workspaceId} and deployment_id = ${deploymentId} order by 1, 2`,
  );
const times = (rows: readonly Slot[]): string[] => rows.map(({ at }) => at);

it('makes runs at once when a deployment with a schedule is saved', async () => {
  const rows = await slots(await save([MINUTELY]));
  expect(rows.length).toBeGreaterThanOrEqual(60);
  expect(rows[0]).toMatchObject({ tags: ['auto-scheduled', 't'], job_variables: '{}' });
});

it('makes as many ahead as the schedule allows, also when the deployment is saved again', async () => {
  const id = await save([{ ...MINUTELY, max_scheduled_runs: 5 }]);
  expect(await slots(id)).toHaveLength(5);
  expect(await save([{ ...MINUTELY, max_scheduled_runs: 3 }], 1)).toBe(id);
  expect(await slots(id)).toHaveLength(3);
});

it('makes each slot once with two processes that schedule at the same time', async () => {
  const id = await save([MINUTELY, DAILY]);
  await processes
    .of(0, Database)
    .execute(
      processes.scope,
      sql`delete from flow_run where workspace_id = ${processes.scope.workspaceId} and deployment_id = ${id}`,
    );
  const work = [0, 1, 0, 1].flatMap((at) => [
    processes.of(at, ScheduleDeployment).execute(processes.scope, id),
    processes.of(at, ScheduleDeployments).execute(),
    processes.of(at, ScheduleDeployments).executeRecent(),
  ]);
  const made = (await Promise.all(work)).reduce((sum, count) => sum + count, 0);
  const rows = await slots(id);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  expect(rows.length).toBeGreaterThanOrEqual(63);
  expect(made).toBe(rows.length);
});

it('needs one connection, also while others want the row', async () => {
  const id = await save([MINUTELY, DAILY]);
  const { workspaceId } = processes.scope;
  await processes
    .of(0, Database)
    .execute(
      processes.scope,
      sql`delete from flow_run where workspace_id = ${workspaceId} and deployment_id = ${id}`,
    );
  const work = [2, 2, 0, 2, 2].map((at) => processes.of(at, ScheduleDeployment).execute(processes.scope, id));
  const made = await Promise.all(work);
  expect(made.filter((count) => count > 0)).toHaveLength(1);
  expect(await slots(id)).toHaveLength(Math.max(...made));
});

it('keeps one run a slot while two processes save the deployment again and again', async () => {
  const id = await save([MINUTELY]);
  const before = times(await slots(id));
  await Promise.all(
    [0, 1, 0, 1].map(async (at) => {
      for (let round = 0; round < 4; round += 1) {
        await save([MINUTELY], at);
        await processes.of(at, ScheduleDeployments).executeRecent();
      }
    }),
  );
  const after = times(await slots(id));
  expect(new Set(after).size).toBe(after.length);
  expect(before.slice(1).filter((time) => !after.includes(time))).toEqual([]);
});

it('removes the runs of schedules that were removed or changed, and no others', async () => {
  const id = await save([MINUTELY, DAILY]);
  await save([DAILY]);
  const daily = times(await slots(id));
  expect(daily).toHaveLength(3);
  const use = processes.of(0, DeploymentSchedules);
  const [stored] = (await use.list(processes.scope, id)).map((text) => JSON.parse(text) as { id: string });
  await use.update(processes.scope, id, stored!.id, readBody(deploymentScheduleUpdate, '{"active": false}'));
  expect(await slots(id)).toEqual([]);
  await use.update(processes.scope, id, stored!.id, readBody(deploymentScheduleUpdate, '{"active": true}'));
  expect(times(await slots(id))).toEqual(daily);
  await use.delete(processes.scope, id, stored!.id);
  expect(await slots(id)).toEqual([]);
});

it('lists the schedules that were saved last first, also those that were saved together', async () => {
  const id = await save([DAILY, MINUTELY]);
  const listed = await processes.of(0, DeploymentSchedules).list(processes.scope, id);
  expect(listed.map((text) => Object.keys((JSON.parse(text) as { schedule: object }).schedule))).toEqual([
    expect.arrayContaining(['cron']),
    expect.arrayContaining(['interval']),
  ]);
});

it('leaves a paused deployment alone until it goes on', async () => {
  const id = await save([DAILY]);
  const pausing = processes.of(0, DeleteDeployments);
  await pausing.setPaused(processes.scope, id, true);
  await processes.of(1, ScheduleDeployments).execute();
  expect(await slots(id)).toEqual([]);
  await pausing.setPaused(processes.scope, id, false);
  expect(await slots(id)).toHaveLength(3);
});
