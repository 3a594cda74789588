import { type JSX, useState } from 'react';
import { type BulkResult, CANCEL, RETRY, runs, runsKey } from '../../api/runs.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

const accepted = (answers: readonly BulkResult[]): number =>
  answers.flatMap(({ results = [] }) => results).filter(({ status }) => status === 'ACCEPT').length;
const isRefused = (answers: readonly BulkResult[]): boolean => accepted(answers) === 0;
const said = (verb: string) => (answers: readonly BulkResult[], ids: readonly string[]) => {
  const count = accepted(answers);
  if (count === ids.length) return `${ids.length} ${ids.length === 1 ? 'run' : 'runs'} ${verb}`;
  if (count > 0)
    return `${count} of ${ids.length} runs ${verb}; the others are in a state that does not allow it`;
  return ids.length === 1
    ? `The run was not ${verb}: its state does not allow it`
    : `No run was ${verb}: their states do not allow it`;
};

/** What can be done with all selected runs; stays in view below the list. */
export function BulkActions(props: {
  readonly selected: ReadonlySet<string>;
  readonly onDone: () => void;
}): JSX.Element | null {
  const { selected, onDone } = props;
  const { place } = useWorkspace();
  const [asked, setAsked] = useState<'cancel' | 'delete' | undefined>();
  const refresh = [runsKey(place)];
  const then = onDone;
  const cancel = useAction({
    run: (ids: readonly string[]) => runs.setStates(place, ids, CANCEL),
    refresh,
    done: said('cancelled'),
    isRefused,
    then,
  });
  const retry = useAction({
    run: (ids: readonly string[]) => runs.setStates(place, ids, RETRY),
    refresh,
    done: said('scheduled again'),
    isRefused,
    then,
  });
  const remove = useAction({
    run: (ids: readonly string[]) => runs.removeAll(place, ids),
    refresh,
    done: (_, ids) => `${ids.length} ${ids.length === 1 ? 'run' : 'runs'} deleted`,
    then,
  });
  if (selected.size === 0) return null;
  const ids = [...selected];
  const count = `${ids.length} ${ids.length === 1 ? 'run' : 'runs'}`;
  return (
    <div className="sticky bottom-4 z-20 mt-4 flex justify-center">
      <div
        role="toolbar"
        aria-label="Selected runs"
        className="flex flex-wrap items-center gap-2 rounded-8 border border-line bg-raised py-2 pr-2 pl-3 shadow-2 animate-rise"
      >
        <span className="num mr-2 text-13 font-medium">{count} selected</span>
        <Button icon="slash" busy={cancel.isPending} onClick={() => setAsked('cancel')}>
          Cancel
        </Button>
        <Button icon="refresh" busy={retry.isPending} onClick={() => retry.mutate(ids)}>
          Retry
        </Button>
        <Button kind="danger-quiet" icon="trash" busy={remove.isPending} onClick={() => setAsked('delete')}>
          Delete
        </Button>
        <Button kind="ghost" onClick={onDone}>
          Clear
        </Button>
      </div>
      <Confirm
        open={asked === 'cancel'}
        onOpenChange={() => setAsked(undefined)}
        title={`Cancel ${count}?`}
        action="Cancel runs"
        onConfirm={() => cancel.mutateAsync(ids)}
      >
        Their workers are told to stop what runs. Runs that have ended stay as they are.
      </Confirm>
      <Confirm
        open={asked === 'delete'}
        onOpenChange={() => setAsked(undefined)}
        title={`Delete ${count}?`}
        action="Delete runs"
        onConfirm={() => remove.mutateAsync(ids)}
      >
        Their task runs, logs and artifacts are deleted with them. This cannot be taken back.
      </Confirm>
    </div>
  );
}
