import { changesOf, isThere } from './compare.ts';
import { KINDS, kindsFrom } from './kinds.ts';
import { automations } from './kinds/automations.ts';
import { blocks } from './kinds/blocks.ts';
import { deployments } from './kinds/deployments.ts';
import { workPools } from './kinds/work-pools.ts';
import { planOf } from './plan.ts';
import { fillReferences, nameIds, referencesIn } from './references.ts';
import type { ResourceKind, Spec } from './resource.ts';
import type { WorkspaceResources } from './workspace-resources.ts';

const ID = '01a1fec7-cd79-7007-b06c-94282a66dbc2';

describe('references', () => {
  const value = {
    id: ID,
    match: { 'prefect.resource.id': [`prefect.deployment.${ID}`] },
    other: ID.replace('0', '1'),
  };
  const named = nameIds(value, new Map([[ID, 'deployment:etl/nightly']]));

  it('stand where ids stood, within texts too; ids of nothing known stay', () => {
    expect(named).toEqual({
      id: '${deployment:etl/nightly}',
      match: { 'prefect.resource.id': ['prefect.deployment.${deployment:etl/nightly}'] },
      other: value.other,
    });
    expect(referencesIn(named)).toEqual(['deployment:etl/nightly']);
  });
  it('become ids again', () =>
    expect(fillReferences(named, new Map([['deployment:etl/nightly', ID]]))).toEqual(value));
  it('variables of a shell are none', () =>
    expect(referencesIn('cd ${HOME:-/root} && echo ${deployments}')).toEqual([]));
});

describe('what is there', () => {
  it.each([
    [{ a: 1 }, { a: 1, b: 2 }, false, true],
    [{ a: 1 }, { a: 1, b: 2 }, true, false],
    [{ a: null }, {}, true, true],
    [[{ a: 1 }], [{ a: 1, b: 2 }], false, true],
    [[1], [1, 2], false, false],
    [{ a: [] }, { a: {} }, false, false],
    ['FREQ=WEEKLY', 'DTSTART:20260101T000000Z\nRRULE:FREQ=WEEKLY', false, true],
    ['1', 1, false, false],
    [false, undefined, false, false],
  ])('%j in %j (whole: %s): %s', (wanted, present, isWhole, there) =>
    expect(isThere(wanted, present, isWhole)).toBe(there),
  );
  it('members that a file does not mention stay; parameters are compared as a whole', () => {
    const present = { flow: 'etl', name: 'n', tags: ['a'], parameters: { rows: 5, day: 1 }, paused: true };
    expect(changesOf(deployments, { flow: 'etl', name: 'n', paused: true }, present)).toEqual([]);
    expect(changesOf(deployments, { parameters: { rows: 5 } }, present)).toMatchObject([
      { field: 'parameters' },
    ]);
  });
});

it('the order of schedules means nothing, in a file as on the server', () => {
  const one = { cron: '0 3 * * *', timezone: 'Europe/Berlin', slug: 'night' };
  const other = { rrule: 'FREQ=WEEKLY;BYDAY=MO', active: false };
  const third = { interval: 60 };
  const normal = (...schedules: object[]) => deployments.normal!({ name: 'n', schedules });
  expect(normal(other, third, one)).toEqual(normal(one, other, third));
  const asStored = {
    schedule: { rrule: 'DTSTART:20260101T000000\nRRULE:FREQ=WEEKLY;BYDAY=MO', timezone: 'UTC' },
  };
  const places = (spec: Spec) => (spec['schedules'] as object[]).map((schedule) => JSON.stringify(schedule));
  const at = (spec: Spec) => places(spec).findIndex((text) => text.includes('WEEKLY'));
  expect(at(normal(asStored, third, one))).toBe(at(normal(one, other, third)));
});

describe('a plan', () => {
  const workspace = (kind: ResourceKind, ...specs: Spec[]): WorkspaceResources => ({
    byName: new Map([[kind, new Map(specs.map((spec) => [kind.name(spec), { id: ID, spec }]))]]),
    idOf: new Map(specs.map((spec) => [`${kind.reference}:${kind.name(spec)}`, ID])),
  });
  const actions = (kind: ResourceKind, wanted: Spec[], present: WorkspaceResources, mayChange = true) =>
    planOf(new Map([[kind, wanted]]), present, { mayChange }).map(({ action, reason }) => [action, reason]);
  const pool = { name: 'prod', type: 'process', concurrency_limit: 5 };

  it('creates, changes, keeps', () => {
    const wanted = [{ name: 'new' }, { name: 'prod', concurrency_limit: 6 }];
    expect(actions(workPools, wanted, workspace(workPools, pool)).map(([action]) => action)).toEqual([
      'create',
      'change',
    ]);
    expect(actions(workPools, [pool], workspace(workPools, pool))).toEqual([['keep', undefined]]);
  });
  it('skips what differs where nothing may be changed', () =>
    expect(
      actions(workPools, [{ ...pool, concurrency_limit: 6 }], workspace(workPools, pool), false),
    ).toEqual([['skip', 'it is there and differs; --overwrite changes it']]));
  it('refuses what cannot be: twins, other types, references to nothing', () => {
    expect(actions(workPools, [pool, pool], workspace(workPools, pool))[1]).toEqual([
      'refuse',
      'there is another one of this name',
    ]);
    expect(actions(workPools, [{ ...pool, type: 'docker' }], workspace(workPools, pool))).toEqual([
      ['refuse', 'its type is process and cannot be changed'],
    ]);
    const automation = { name: 'a', trigger: {}, actions: [{ deployment_id: '${deployment:etl/none}' }] };
    expect(actions(automations, [automation], workspace(deployments))).toEqual([
      ['refuse', 'nothing is known as deployment:etl/none'],
    ]);
  });
  it('leaves what every server brings by itself, where it is told to', () => {
    const standard = { id: ID, isStandard: true, spec: pool };
    const present = { byName: new Map([[workPools, new Map([['prod', standard]])]]), idOf: new Map() };
    const wanted = new Map([[workPools, [{ ...pool, concurrency_limit: 6 }]]]);
    const plan = (leavesStandard: boolean) => planOf(wanted, present, { mayChange: true, leavesStandard });
    expect([plan(true)[0]!.action, plan(false)[0]!.action]).toEqual(['keep', 'change']);
  });
  it('takes schedules in the short form of files', () => {
    const schedule = { cron: '0 3 * * *', timezone: 'UTC', day_or: true };
    const present = { flow: 'etl', name: 'n', schedules: [{ schedule, active: true, slug: null }] };
    const wanted = { flow: 'etl', name: 'n', schedules: [{ cron: '0 3 * * *' }] };
    expect(actions(deployments, [wanted], workspace(deployments, present))).toEqual([['keep', undefined]]);
  });
});

it('stars are no values: a block whose secrets were hidden is not written', async () => {
  const spec = { type: 'secret', name: 'x', data: { value: '********' } };
  await expect(blocks.create({} as never, spec)).rejects.toThrow('its secrets are hidden');
});
it('--only names kinds as files do', () => {
  expect(kindsFrom(['variables,work-pools']).map(({ member }) => member)).toEqual([
    'variables',
    'work_pools',
  ]);
  expect(kindsFrom([])).toBe(KINDS);
  expect(() => kindsFrom(['pools'])).toThrow('--only does not know pools');
});
