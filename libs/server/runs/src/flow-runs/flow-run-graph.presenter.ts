import { column, wireArray, wireObject } from '@orch/platform';
import { type StateRow, presentCurrentState } from '../states/state.presenter.ts';
import type { TaskRunRow } from '../task-runs/task-run.presenter.ts';
import type { GraphArtifactRow, GraphRunRow } from './flow-run-graph.reader.ts';
import type { GraphNodeRow } from './link-graph.ts';

/** Everything the graph shows. */
export interface GraphParts {
  readonly run: GraphRunRow;
  readonly nodes: readonly GraphNodeRow[];
  readonly artifacts: readonly GraphArtifactRow[];
  readonly states: readonly StateRow[];
}

const presentArtifact = wireObject<GraphArtifactRow>({
  id: column.plain('id'),
  created: column.time('created'),
  key: column.text('key'),
  type: column.text('type'),
  is_latest: column.value('is_latest'),
  data: column.json('data'),
});

const presentState = wireObject<StateRow>({
  id: column.plain('id'),
  timestamp: column.time('timestamp'),
  type: column.plain('type'),
  name: column.text('name'),
});

const edges = (ids: readonly string[]): string => wireArray(ids, (id) => `{"id":"${id}"}`);

const nodePrinter = (artifactsOf: (id: string) => string): ((node: GraphNodeRow) => string) =>
  wireObject<GraphNodeRow>({
    kind: column.plain('kind'),
    id: column.plain('id'),
    label: column.text('label'),
    state_type: column.plain('state_type'),
    start_time: column.time('start_time'),
    end_time: column.time('end_time'),
    parents: (node) => edges(node.parents),
    children: (node) => edges(node.children),
    encapsulating: (node) => edges(node.encapsulating),
    artifacts: (node) => artifactsOf(node.id),
  });

/** Graph → wire. Upstream: schemas/graph.py, class Graph (3.8.8). */
export function presentGraph({ run, nodes, artifacts, states }: GraphParts): string {
  const byTask = new Map<string | null, GraphArtifactRow[]>();
  for (const artifact of artifacts) {
    const siblings = byTask.get(artifact.task_run_id);
    if (siblings) siblings.push(artifact);
    else byTask.set(artifact.task_run_id, [artifact]);
  }
  const artifactsOf = (id: string | null): string => wireArray(byTask.get(id) ?? [], presentArtifact);
  const presentNode = nodePrinter(artifactsOf);
  const roots = nodes.filter((node) => node.parents.length === 0).map((node) => node.id);
  return (
    `{"start_time":${column.time<GraphRunRow>('start_time')(run)},"end_time":${column.time<GraphRunRow>('end_time')(run)},` +
    `"root_node_ids":${JSON.stringify(roots)},"nodes":${wireArray(nodes, (n) => `["${n.id}",${presentNode(n)}]`)},` +
    `"artifacts":${artifactsOf(null)},"states":${wireArray(states, presentState)}}`
  );
}

/** The task runs that a run's inputs name, each once. */
function upstreamOf({ task_inputs }: TaskRunRow): string {
  const inputs = JSON.parse(task_inputs) as Record<string, { input_type?: string; id?: string }[]>; // checked when stored
  const ids = new Set<string>();
  for (const input of Object.values(inputs).flat())
    if (input.input_type === 'task_run' && input.id) ids.add(input.id);
  return wireArray([...ids], (id) => `{"input_type":"task_run","id":"${id}"}`);
}

/** Whether the current state says that its result cannot be tracked. */
function untrackable({ state_details }: TaskRunRow): string {
  const details =
    state_details === null ? {} : (JSON.parse(state_details) as { untrackable_result?: boolean });
  return String(details.untrackable_result ?? false);
}

/** Row → wire, for the first version of the graph. Upstream: models/flow_runs.py, class DependencyResult (3.8.8). */
export const presentDependency: (row: TaskRunRow) => string = wireObject<TaskRunRow>({
  id: column.plain('id'),
  name: column.text('name'),
  upstream_dependencies: upstreamOf,
  state: presentCurrentState,
  expected_start_time: column.time('expected_start_time'),
  start_time: column.time('start_time'),
  end_time: column.time('end_time'),
  total_run_time: column.float('total_run_time_seconds'),
  estimated_run_time: column.float('estimated_run_time_seconds'),
  untrackable_result: untrackable,
});
