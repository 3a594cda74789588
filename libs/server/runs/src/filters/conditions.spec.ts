import { flowRunCondition, onlyFlowRunIds } from './flow-run-filter.ts';
import { taskRunsWhere } from './where.ts';
import { likeText } from './conditions.ts';
import { parseTextSearch } from './text-search.ts';

const AND = { operator: 'and_' } as const;
const ID = '0199f3a0-7b1c-7000-8000-0000000000aa';
const SCOPE = { accountId: ID, workspaceId: '0199f3a0-7b1c-7000-8000-0000000000bb' };

describe('conditions', () => {
  it.each([
    { name: 'an empty filter is true', filter: AND, text: 'true' },
    {
      name: 'parts are joined by and',
      filter: { ...AND, name: { any_: ['a'] }, id: { any_: [ID] } },
      text: '((r.id = any($1::uuid[]))) and ((r.name = any($2::text[])))',
    },
    {
      name: 'or_ joins the parts only',
      filter: { operator: 'or_' as const, id: { any_: [] }, name: { any_: ['a'], like_: 'b' } },
      text: '(((r.id = any($1::uuid[]))) or ((r.name = any($2::text[])) and (r.name ilike $3)))',
    },
    { name: 'an empty exclusion excludes nothing', filter: { ...AND, id: { not_any_: [] } }, text: '(true)' },
    {
      name: 'an empty state part is no condition',
      filter: { ...AND, state: { ...AND, type: {} } },
      text: '(true)',
    },
  ])('$name', ({ filter, text }) => {
    expect(flowRunCondition(filter).text.replace(/\s+/g, ' ')).toBe(text);
  });

  it('a pattern treats %, _ and \\ as themselves', () => {
    expect(likeText('50%_\\')).toBe('50\\%\\_\\\\');
  });

  it('values travel as parameters, never in the text', () => {
    const statement = flowRunCondition({ ...AND, name: { like_: "x'; drop" } });
    expect(statement.text).not.toContain('drop');
    expect(statement.values).toEqual(["%x'; drop%"]);
  });
});

describe('task runs of named flow runs', () => {
  it.each([
    { name: 'ids alone', filter: { ...AND, id: { any_: [ID] } }, ids: [ID] },
    { name: 'an exclusion as well', filter: { ...AND, id: { any_: [ID], not_any_: [ID] } }, ids: undefined },
    { name: 'no ids', filter: { ...AND, id: { any_: [] } }, ids: undefined },
    { name: 'another part', filter: { ...AND, id: { any_: [ID] }, tags: AND }, ids: undefined },
  ])('$name', ({ filter, ids }) => {
    expect(onlyFlowRunIds(filter)).toEqual(ids);
  });

  it('are looked up without touching flow_run, and always inside the workspace', () => {
    const where = taskRunsWhere(SCOPE, { flow_runs: { ...AND, id: { any_: [ID] } } });
    expect(where.text).toBe('(t.workspace_id = $1::uuid) and (t.flow_run_id = any($2::uuid[]))');
    expect(where.values).toEqual([SCOPE.workspaceId, [ID]]);
  });
});

it.each([
  { query: '', terms: [[], [], []] },
  { query: 'error timeout', terms: [['error', 'timeout'], [], []] },
  { query: 'error -debug !info +must', terms: [['error'], ['debug', 'info'], ['must']] },
  { query: '"two words" -"not these"', terms: [['two words'], ['not these'], []] },
  { query: 'foo-bar a- - b', terms: [['foo-bar', 'a-', 'b'], [], []] },
  { query: '"a \\"quoted\\" \\\\ one', terms: [['a "quoted" \\ one'], [], []] },
  { query: '"  " ""', terms: [[], [], []] },
  { query: '--x', terms: [[], ['-x'], []] },
])('text search: $query', ({ query, terms: [include, exclude, required] }) => {
  expect(parseTextSearch(query)).toEqual({ include, exclude, required });
});
