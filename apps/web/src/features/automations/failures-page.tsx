import type { FailedAction } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { automations, automationsKey, failuresQuery } from '../../api/automations.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { ACTION_KINDS } from './action-text.ts';
import { AutomationLink } from '../runs/place-link.tsx';
import { BackToAutomations } from './automation-links.tsx';

const kindText = (one: FailedAction): string => {
  const type = String(one.action['type']);
  return ACTION_KINDS[type]?.label ?? type;
};

const columnsOf = (actions: {
  readonly retry: (one: FailedAction) => void;
  readonly drop: (one: FailedAction) => void;
  readonly busyId: string | undefined;
}): readonly Column<FailedAction>[] => [
  {
    key: 'action',
    title: 'Action',
    width: 'minmax(140px, 1fr)',
    cell: (one) => (
      <span className="flex min-w-0 flex-col py-2">
        <span className="truncate font-medium">{kindText(one)}</span>
        <AutomationLink id={one.automation_id} className="text-12 leading-6 text-ink-3">
          {one.automation_name}
        </AutomationLink>
      </span>
    ),
  },
  {
    key: 'error',
    title: 'Why',
    width: 'minmax(140px, 2fr)',
    wideOnly: true,
    cell: (one) => <span className="line-clamp-2 text-danger">{one.error}</span>,
  },
  {
    key: 'attempts',
    title: 'Tried',
    width: '72px',
    align: 'end',
    wideOnly: true,
    cell: (one) => `${one.attempts} ×`,
  },
  {
    key: 'at',
    title: 'Given up',
    width: '112px',
    align: 'end',
    wideOnly: true,
    cell: (one) => <Time at={one.failed_at} />,
  },
  {
    key: 'actions',
    title: 'Actions',
    hideTitle: true,
    width: '124px',
    align: 'end',
    cell: (one) => (
      <span className="flex items-center gap-1">
        <Button
          size="small"
          icon="refresh"
          busy={actions.busyId === one.id}
          onClick={() => actions.retry(one)}
        >
          Retry
        </Button>
        <IconButton
          size="small"
          icon="trash"
          label={`Drop ${kindText(one)}`}
          onClick={() => actions.drop(one)}
        />
      </span>
    ),
  },
];

/** Actions that were tried several times and given up. */
export function FailuresPage(): JSX.Element {
  const { place } = useWorkspace();
  const [dropped, setDropped] = useState<FailedAction | undefined>();
  const refresh = [automationsKey(place)];
  const retry = useAction({
    run: (one: FailedAction) => automations.retryFailure(place, one.id),
    refresh,
    done: 'It is tried again',
  });
  const drop = useAction({
    run: (one: FailedAction) => automations.dropFailure(place, one.id),
    refresh,
    done: 'Dropped',
  });
  return (
    <>
      <PageHeader
        above={<BackToAutomations />}
        title="Failed actions"
        description="Actions that were tried several times and given up."
      />
      <QueryView query={useQuery(failuresQuery(place))}>
        {(rows) => (
          <Table
            label="Failed actions"
            rows={rows}
            columns={columnsOf({
              retry: (one) => retry.mutate(one),
              drop: setDropped,
              busyId: retry.isPending ? retry.variables.id : undefined,
            })}
            rowKey={(one) => one.id}
            rowHeight={56}
            empty={
              <EmptyState icon="checkCircle" title="Nothing was given up">
                An action that keeps failing ends here, with its reason.
              </EmptyState>
            }
          />
        )}
      </QueryView>
      {dropped && (
        <Confirm
          open
          onOpenChange={() => setDropped(undefined)}
          title="Drop this action?"
          action="Drop"
          onConfirm={() => drop.mutateAsync(dropped)}
        >
          It is not tried again.
        </Confirm>
      )}
    </>
  );
}
