import { happeningsOf, newTrigger, scopeOf, subjectOf, wayOf, withScope, withWay } from './trigger-form.ts';

const failed = newTrigger('flow-run', { expect: ['prefect.flow-run.Failed'] });

it('knows what a trigger is about', () => {
  expect(subjectOf(failed)).toBe('flow-run');
  expect(subjectOf(newTrigger('work-pool'))).toBe('work-pool');
  expect(subjectOf(newTrigger('other', { expect: ['order.paid'] }))).toBe('other');
  // a state of somebody's own cannot be ticked
  expect(subjectOf({ ...failed, expect: ['prefect.flow-run.Odd'] })).toBe('other');
});

it.each(['becomes', 'stays', 'misses'] as const)('asks for the same states in the way %s', (way) => {
  const asked = withWay(failed, way);
  expect(wayOf(asked)).toBe(way);
  expect(happeningsOf(asked)).toEqual(['prefect.flow-run.Failed']);
  expect(happeningsOf(withWay(asked, 'becomes'))).toEqual(['prefect.flow-run.Failed']);
});

it('keeps related labels that the form has no field for', () => {
  const own = { ...failed, match_related: { 'prefect.resource.role': 'creator' } };
  const narrowed = withScope(withScope(own, 'flow', ['prefect.flow.1']), 'tag', ['prefect.tag.nightly']);
  expect(scopeOf(narrowed, 'flow')).toEqual(['prefect.flow.1']);
  expect(withScope(withScope(narrowed, 'flow', []), 'tag', [])).toEqual(own);
});
