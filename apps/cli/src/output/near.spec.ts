import { nearNames } from './near.ts';

it.each([
  ['prd', ['prod', 'staging'], ['prod']],
  ['Prod', ['prod'], ['prod']],
  ['regoin', ['region', 'origin'], ['region']], // two letters swapped
  ['etl/nighty', ['etl/nightly', 'etl/daily'], ['etl/nightly']],
  ['nighty', ['etl/nightly'], ['etl/nightly']],
  ['ware', ['warehouse', 'hardware'], ['warehouse']], // begun, not finished
  ['prod-ab', ['prod-a', 'prod-b', 'prod-abc', 'prod-abcd'], ['prod-a', 'prod-b', 'prod-abc']],
  ['zzz', ['prod'], []],
  ['x', [], []],
])('near %s of %o is %o', (wanted, names, near) => expect(nearNames(wanted, names)).toEqual(near));
