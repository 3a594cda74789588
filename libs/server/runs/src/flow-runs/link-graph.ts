/** A task run or subflow run with the ids of its neighbours. */
export interface GraphNodeRow {
  readonly kind: 'flow-run' | 'task-run';
  readonly id: string;
  readonly label: string;
  readonly state_type: string | null;
  readonly start_time: string;
  readonly end_time: string | null;
  readonly parents: readonly string[];
  readonly children: readonly string[];
  readonly encapsulating: readonly string[];
}

/** A node with the ids that its inputs name, some of which are no nodes, or are named twice. */
export interface NamedNodeRow extends Omit<GraphNodeRow, 'parents' | 'children' | 'encapsulating'> {
  readonly is_shown: boolean;
  readonly inputs: readonly string[] | null;
  readonly around: readonly string[] | null;
}

/**
 * Ties nodes by what their inputs name: `inputs` to what was waited for, `around` to what they were called inside of.
 * Neighbours are in the
 * order of their start, then of their ids; times are text of one form, which sorts as they do.
 */
export function linkGraph(rows: readonly NamedNodeRow[]): GraphNodeRow[] {
  const inOrder = [...rows].sort(byStart);
  const rank = new Map(inOrder.map(({ id }, index) => [id, index]));
  const known = (ids: readonly string[] | null): string[] =>
    [...new Set(ids)].filter((id) => rank.has(id)).sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
  const children = new Map<string, string[]>();
  const parents = new Map<string, readonly string[]>();
  for (const { id, inputs } of inOrder) {
    const found = known(inputs);
    parents.set(id, found);
    for (const parent of found) {
      const siblings = children.get(parent);
      if (siblings) siblings.push(id);
      else children.set(parent, [id]);
    }
  }
  return rows
    .filter(({ is_shown }) => is_shown)
    .map(({ is_shown: _, inputs: __, around, ...node }) => ({
      ...node,
      parents: parents.get(node.id) ?? [],
      children: children.get(node.id) ?? [],
      encapsulating: known(around),
    }));
}

const byStart = (a: NamedNodeRow, b: NamedNodeRow): number =>
  compare(a.start_time, b.start_time) || compare(a.id, b.id);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
