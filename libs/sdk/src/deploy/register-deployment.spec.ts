import { exportNameIn, schedulesOf } from './register-deployment.ts';

const SOURCE = `
export const load = flow({ name: 'load', run });
export const train: Flow<void, number> = orch.flow({
  name: "train",
});
const hidden = flow({ name: 'hidden' });
`;

it('the export of a flow is read from the source', () => {
  expect(exportNameIn(SOURCE, 'train')).toBe('train');
  expect(exportNameIn(SOURCE, 'load')).toBe('load');
  expect(exportNameIn(SOURCE, 'hidden')).toBeNull();
  expect(exportNameIn(`const NAME = 'x';\nexport const only = flow({ name: NAME });`, 'x')).toBe('only');
});

it('one kind of schedule, none, or an error', () => {
  expect(schedulesOf({ cron: '0 9 * * *' })).toEqual([
    { schedule: { cron: '0 9 * * *', timezone: 'UTC', day_or: true }, active: true },
  ]);
  expect(schedulesOf({})).toEqual([]);
  expect(() => schedulesOf({ cron: '* * * * *', intervalSeconds: 60 })).toThrow('give one of');
});
