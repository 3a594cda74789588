import type { TaskRunReport } from './task-run-report.ts';

interface Group {
  latest: TaskRunReport;
  /** Set when the group turned out to be the same run as another one. */
  mergedInto?: Group;
}

/** `\0` cannot occur in stored text. */
const naturalKey = (r: TaskRunReport): string | undefined =>
  r.flowRunId === null ? undefined : `${r.flowRunId}\0${r.taskKey}\0${r.dynamicKey}`;

const rootOf = (group: Group): Group => {
  let root = group;
  while (root.mergedInto) root = root.mergedInto;
  return root;
};

const later = (a: TaskRunReport, b: TaskRunReport): TaskRunReport => (b.stateUs >= a.stateUs ? b : a);

/**
 * One report per task run: that of the latest state; of equal times the one that came last. Reports that share an id
 * or a natural key are of one run.
 * Upstream: server/services/task_run_recorder.py, _record_bulk_task_run_events (3.8.8).
 */
export function collapseReports(reports: readonly TaskRunReport[]): TaskRunReport[] {
  const byId = new Map<string, Group>();
  const byKey = new Map<string, Group>();
  const groups: Group[] = [];
  for (const report of reports) {
    const key = naturalKey(report);
    const one = byId.get(report.id);
    const other = key === undefined ? undefined : byKey.get(key);
    let group = one && rootOf(one);
    const second = other && rootOf(other);
    if (!group) group = second;
    else if (second && second !== group) {
      group.latest = later(second.latest, group.latest);
      second.mergedInto = group;
    }
    if (group) group.latest = later(group.latest, report);
    else groups.push((group = { latest: report }));
    byId.set(report.id, group);
    if (key !== undefined) byKey.set(key, group);
  }
  return groups.filter((g) => !g.mergedInto).map((g) => g.latest);
}
