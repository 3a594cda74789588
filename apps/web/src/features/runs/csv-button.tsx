import type { JSX } from 'react';
import { CSV_RUNS_MAX, runsCsv, type WireFilter } from '../../api/runs.ts';
import { Button } from '../../ui/button.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

const NUMBER = new Intl.NumberFormat('en');

/** The list as a file, whatever part of it is shown. */
export function CsvButton(props: {
  readonly filterNow: () => WireFilter;
  readonly count: number | undefined;
}): JSX.Element {
  const { filterNow, count } = props;
  const { place } = useWorkspace();
  const save = useAction({
    run: async () => saveFile(await runsCsv(place, filterNow()), 'flow-runs.csv'),
    done:
      count !== undefined && count > CSV_RUNS_MAX
        ? `The newest ${NUMBER.format(CSV_RUNS_MAX)} of ${NUMBER.format(count)} runs were written`
        : 'Runs were written to flow-runs.csv',
  });
  return (
    <Button icon="download" busy={save.isPending} disabled={count === 0} onClick={() => save.mutate()}>
      CSV
    </Button>
  );
}

/** Hands a file to the browser. */
function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
