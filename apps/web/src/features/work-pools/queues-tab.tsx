import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { pools, poolsKey, queuesQuery, type WorkQueue } from '../../api/work-pools.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { LimitDialog } from './limit-dialog.tsx';
import { PoolStatus } from './pool-status.tsx';

const COLUMNS: readonly Column<WorkQueue>[] = [
  {
    key: 'priority',
    title: 'Priority',
    width: '64px',
    cell: (queue) => <span className="text-ink-2">{queue.priority}</span>,
  },
  {
    key: 'name',
    title: 'Queue',
    width: 'minmax(120px, 1fr)',
    cell: (queue) => <span className="truncate font-medium">{queue.name}</span>,
  },
  {
    key: 'status',
    title: 'Status',
    width: '96px',
    cell: (queue) => <PoolStatus status={queue.status} isPaused={queue.is_paused} />,
  },
  {
    key: 'limit',
    title: 'Runs at once',
    width: '96px',
    align: 'end',
    wideOnly: true,
    cell: (queue) => <span className="text-ink-2">{queue.concurrency_limit ?? 'No limit'}</span>,
  },
  {
    key: 'polled',
    title: 'Last polled',
    width: '120px',
    align: 'end',
    wideOnly: true,
    cell: (queue) => (
      <span className="text-ink-2">
        <Time at={queue.last_polled} />
      </span>
    ),
  },
];

/** The lines of waiting runs inside a pool; 1 goes first. */
export function QueuesTab({ pool }: { readonly pool: string }): JSX.Element {
  const { place } = useWorkspace();
  const [isAdding, setAdding] = useState(false);
  const [limited, setLimited] = useState<WorkQueue | undefined>();
  const columns: readonly Column<WorkQueue>[] = [
    ...COLUMNS,
    {
      key: 'actions',
      title: 'Actions',
      hideTitle: true,
      width: '32px',
      align: 'end',
      cell: (queue) => <QueueMenu pool={pool} queue={queue} limit={setLimited} />,
    },
  ];
  return (
    <>
      <div className="mb-3 flex justify-end">
        <Button icon="plus" onClick={() => setAdding(true)}>
          New queue
        </Button>
      </div>
      <QueryView query={useQuery(queuesQuery(place, pool))}>
        {(queues) => (
          <Table
            label="Queues"
            rows={[...queues].sort((a, b) => a.priority - b.priority)}
            columns={columns}
            rowKey={(queue) => queue.id}
            rowHeight={44}
          />
        )}
      </QueryView>
      {isAdding && <QueueDialog pool={pool} onClose={() => setAdding(false)} />}
      {limited && (
        <LimitDialog
          title={`Runs at once of ${limited.name}`}
          limit={limited.concurrency_limit}
          save={(limit) => pools.changeQueue(place, pool, limited.name, { concurrency_limit: limit })}
          onClose={() => setLimited(undefined)}
        />
      )}
    </>
  );
}

function QueueMenu(props: {
  pool: string;
  queue: WorkQueue;
  limit: (queue: WorkQueue) => void;
}): JSX.Element {
  const { pool, queue, limit } = props;
  const { place } = useWorkspace();
  const refresh = [poolsKey(place)];
  const pause = useAction({
    run: () => pools.changeQueue(place, pool, queue.name, { is_paused: !queue.is_paused }),
    refresh,
    done: queue.is_paused ? 'Queue is on' : 'Queue is paused',
  });
  const remove = useAction({
    run: () => pools.removeQueue(place, pool, queue.name),
    refresh,
    done: 'Queue deleted',
  });
  return (
    <Menu trigger={<IconButton icon="dots" size="small" label={`Actions on ${queue.name}`} />}>
      <MenuItem icon={queue.is_paused ? 'play' : 'pause'} onSelect={() => pause.mutate()}>
        {queue.is_paused ? 'Resume' : 'Pause'}
      </MenuItem>
      <MenuItem icon="gauge" onSelect={() => limit(queue)}>
        Limit…
      </MenuItem>
      {queue.name !== 'default' && (
        <>
          <MenuLine />
          <MenuItem icon="trash" danger onSelect={() => remove.mutate()}>
            Delete queue
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

function QueueDialog({ pool, onClose }: { pool: string; onClose: () => void }): JSX.Element {
  const { place } = useWorkspace();
  const [name, setName] = useState('');
  const [priority, setPriority] = useState('');
  const create = useAction({
    run: () =>
      pools.addQueue(place, pool, { name: name.trim(), ...(priority ? { priority: Number(priority) } : {}) }),
    refresh: [poolsKey(place)],
    quiet: true,
    done: 'Queue created',
    then: onClose,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="New queue"
      action="Create queue"
      busy={create.isPending}
      error={formError(create.error, ['name', 'priority'])}
      onSubmit={() => create.mutate()}
    >
      <Field label="Name" error={fieldError(create.error, 'name')}>
        <Input autoFocus autoComplete="off" value={name} onChange={({ target }) => setName(target.value)} />
      </Field>
      <Field label="Priority" optional hint="1 goes first." error={fieldError(create.error, 'priority')}>
        <Input inputMode="numeric" value={priority} onChange={({ target }) => setPriority(target.value)} />
      </Field>
    </FormDialog>
  );
}
