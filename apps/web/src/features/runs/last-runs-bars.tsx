import type { JSX } from 'react';
import { LAST_RUNS, type LastRun, type LastRuns } from '../../api/last-runs.ts';
import { cx } from '../../ui/class-names.ts';
import { lookOf } from '../../ui/state-badge.tsx';
import type { Column } from '../../ui/table.tsx';
import { durationText } from '../workspace/duration-text.ts';
import { lastRunsText } from './last-runs-text.ts';

/** Also without colours one sees which did not go well: those are the long ones. */
const BAD = new Set<string>(['FAILED', 'CRASHED']);

/** The last runs as bars, the newest at the right end. */
export function LastRunsBars({ runs }: { readonly runs: readonly LastRun[] | undefined }): JSX.Element {
  const places = Array.from({ length: LAST_RUNS }, (_, at) => runs?.[LAST_RUNS - 1 - at]);
  return (
    <span
      role="img"
      aria-label={lastRunsText(runs?.map((run) => lookOfRun(run).name))}
      className="flex h-5 items-end gap-[3px]"
    >
      {places.map((run, at) => (
        <Bar key={run?.id ?? at} run={run} />
      ))}
    </span>
  );
}

const lookOfRun = ({ stateType, stateName }: LastRun) => lookOf(stateType, stateName);

function Bar({ run }: { run: LastRun | undefined }): JSX.Element {
  if (!run) return <span className="h-1 w-1.5 rounded-[2px] bg-active" />;
  const look = lookOfRun(run);
  const took = run.runSeconds > 0 ? `, ${durationText(run.runSeconds)}` : '';
  return (
    <span
      title={`${run.name}: ${look.name}${took}`}
      className={cx('w-1.5 rounded-[2px]', look.fill, BAD.has(run.stateType) ? 'h-5' : 'h-3.5')}
    />
  );
}

/** The column that lists of flows and of deployments share. */
export const lastRunsColumn = <T extends { readonly id: string }>(last: LastRuns | undefined): Column<T> => ({
  key: 'last-runs',
  title: 'Last runs',
  width: '96px',
  wideOnly: true,
  cell: (one) => <LastRunsBars runs={last?.get(one.id)} />,
});
