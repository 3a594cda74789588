import type { FlowRunResponse, StateType } from '@orch/contract';
import { type JSX, useState } from 'react';
import { CANCEL, PAUSE, RETRY, runKey, runs, runsKey } from '../../api/runs.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { useOpen } from './place-link.tsx';
import { inputKeysOf, ResumeDialog } from './resume-dialog.tsx';

const UNDERWAY: readonly (StateType | null)[] = ['SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING'];
/** Whether the run can still change by itself. */
export const isUnderway = (type: StateType | null): boolean => UNDERWAY.includes(type);

/** The actions that a run's state allows; the server has the last word, and its reason is shown. */
export function RunActions({ run }: { readonly run: FlowRunResponse }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const [asked, setAsked] = useState<'cancel' | 'delete' | 'resume' | undefined>();
  const inputKeys = inputKeysOf(run);
  const change = useAction({
    run: ({ act }: { act: () => ReturnType<typeof runs.setState>; done: string }) => act(),
    refresh: [runKey(place, run.id), runsKey(place)],
    then: ({ status, details }, { done }) =>
      status === 'ACCEPT'
        ? toast.ok(done)
        : toast.error('This is not possible now', details.reason ?? undefined),
  });
  const remove = useAction({
    run: () => runs.remove(place, run.id),
    refresh: [runsKey(place)],
    done: 'Run deleted',
    then: open.runs,
  });
  const set = (state: typeof CANCEL, done: string) => ({
    act: () => runs.setState(place, run.id, state),
    done,
  });
  const type = run.state_type;
  const isOver = !isUnderway(type);
  return (
    <>
      {type === 'PAUSED' && (
        <Button
          kind="primary"
          icon="play"
          busy={change.isPending}
          onClick={() =>
            inputKeys
              ? setAsked('resume')
              : change.mutate({ act: () => runs.resume(place, run.id), done: 'Run resumed' })
          }
        >
          {inputKeys ? 'Resume…' : 'Resume'}
        </Button>
      )}
      {asked === 'resume' && inputKeys && (
        <ResumeDialog run={run} keys={inputKeys} onClose={() => setAsked(undefined)} />
      )}
      {isOver && run.deployment_id !== null && (
        <Button
          icon="refresh"
          busy={change.isPending}
          onClick={() => change.mutate(set(RETRY, 'Run is scheduled again'))}
        >
          Retry
        </Button>
      )}
      {type === 'RUNNING' && (
        <Button icon="pause" busy={change.isPending} onClick={() => change.mutate(set(PAUSE, 'Run pauses'))}>
          Pause
        </Button>
      )}
      {!isOver && type !== 'CANCELLING' && (
        <Button icon="slash" busy={change.isPending} onClick={() => setAsked('cancel')}>
          Cancel
        </Button>
      )}
      <Menu trigger={<IconButton icon="dots" kind="secondary" label="More actions" />}>
        <MenuItem icon="copy" onSelect={() => void copyText(run.id)}>
          Copy id
        </MenuItem>
        {run.deployment_id !== null && (
          <MenuItem icon="rocket" onSelect={() => run.deployment_id && open.customRun(run.deployment_id)}>
            Run the deployment again…
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem icon="trash" danger onSelect={() => setAsked('delete')}>
          Delete run
        </MenuItem>
      </Menu>
      <Confirm
        open={asked === 'cancel'}
        onOpenChange={() => setAsked(undefined)}
        title={`Cancel ${run.name}?`}
        action="Cancel run"
        onConfirm={() => change.mutateAsync(set(CANCEL, 'Run is being cancelled'))}
      >
        Its worker is told to stop it. What it has done until now stays done.
      </Confirm>
      <Confirm
        open={asked === 'delete'}
        onOpenChange={() => setAsked(undefined)}
        title={`Delete ${run.name}?`}
        action="Delete run"
        onConfirm={() => remove.mutateAsync()}
      >
        Its task runs, logs and artifacts are deleted with it. This cannot be taken back.
      </Confirm>
    </>
  );
}
