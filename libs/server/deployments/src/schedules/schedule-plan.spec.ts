import { expect, it } from '@jest/globals';
import { planSchedules } from './schedule-plan.ts';

const interval = { interval: 60, anchor_date: null, timezone: null };
const KNOWN = [
  { id: '1', slug: 'a' },
  { id: '2', slug: 'b' },
];

it('keeps schedules that are not spoken of and replaces those without slugs', () => {
  expect(planSchedules(KNOWN, undefined)).toEqual({ kind: 'keep' });
  expect(planSchedules([{ id: '1', slug: null }], [{ schedule: interval }])).toEqual({ kind: 'replace' });
  expect(planSchedules([], [])).toEqual({ kind: 'replace' });
});

it('matches by slug, renames and adds', () => {
  const plan = planSchedules(KNOWN, [
    { slug: 'a', active: false },
    { slug: 'c', replaces: 'b' },
    { slug: 'd', schedule: interval },
  ]);
  expect(plan).toMatchObject({
    kind: 'merge',
    changes: [
      { id: '1', isRename: false },
      { id: '2', isRename: true },
    ],
    additions: [{ slug: 'd' }],
  });
});

it.each([
  [[{ schedule: interval }]],
  [[{ slug: 'x' }]],
  [[{ slug: 'a', replaces: 'b' }]],
  [
    [
      { slug: 'x', replaces: 'b' },
      { slug: 'y', replaces: 'b' },
    ],
  ],
])('refuses %j', (wanted) => {
  expect(() => planSchedules(KNOWN, wanted)).toThrow(expect.objectContaining({ code: 'request.rejected' }));
});
