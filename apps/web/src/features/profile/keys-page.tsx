import type { ApiKeyResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { accounts, apiKeysQuery } from '../../api/accounts.ts';
import { fieldError, formError } from '../../api/api-error.ts';
import { meQuery } from '../../api/session.ts';
import type { ListedKey } from '../../api/wire.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type Expiry, expiryDate, ExpiryField } from '../../ui/expiry.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { DayText, Time } from '../../ui/time.tsx';
import { KeyOnce } from '../account/key-once.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';

const isOver = (key: ListedKey): boolean =>
  key.expiration !== null && Date.parse(key.expiration) < Date.now();

const columnsWith = (onRevoke: (key: ListedKey) => void): readonly Column<ListedKey>[] => [
  {
    key: 'name',
    title: 'Key',
    width: 'minmax(140px, 2fr)',
    cell: (key) => (
      <span className="min-w-0">
        <span className="block truncate font-medium">{key.name}</span>
        <code className="block truncate font-mono text-12 text-ink-3">{key.masked_key}</code>
      </span>
    ),
  },
  {
    key: 'created',
    title: 'Created',
    width: '112px',
    wideOnly: true,
    cell: (key) => (
      <span className="text-ink-2">
        <DayText at={key.created} />
      </span>
    ),
  },
  {
    key: 'used',
    title: 'Last used',
    width: '112px',
    wideOnly: true,
    cell: (key) => (
      <span className="text-ink-2">
        <Time at={key.last_used} />
      </span>
    ),
  },
  {
    key: 'expires',
    title: 'Expires',
    width: '104px',
    cell: (key) =>
      isOver(key) ? (
        <Badge tone="warn">Expired</Badge>
      ) : (
        <span className="text-ink-2">
          <DayText at={key.expiration} />
        </span>
      ),
  },
  {
    key: 'actions',
    title: 'Actions',
    width: '32px',
    align: 'end',
    hideTitle: true,
    cell: (key) => (
      <IconButton icon="trash" size="small" label={`Revoke ${key.name}`} onClick={() => onRevoke(key)} />
    ),
  },
];

/** Keys that act as oneself. */
export function KeysPage(): JSX.Element {
  const { data: me } = useQuery(meQuery);
  const query = useQuery({ ...apiKeysQuery(me?.id ?? ''), enabled: me !== undefined });
  const [isCreating, setCreating] = useState(false);
  const [made, setMade] = useState<ApiKeyResponse | undefined>();
  const [revoked, setRevoked] = useState<ListedKey | undefined>();
  const userId = me?.id ?? '';
  const remove = useAction({
    run: (key: ListedKey) => accounts.removeKey(userId, key.id),
    refresh: [['user', userId]],
    done: (_, key) => `${key.name} was revoked`,
  });
  const create = (
    <Button kind="primary" icon="plus" onClick={() => setCreating(true)}>
      New API key
    </Button>
  );
  return (
    <>
      <PageHeader
        title="API keys"
        description="For the command line and scripts. A key acts as you, in every workspace you may enter."
        actions={create}
      />
      <QueryView query={query}>
        {(rows) => (
          <Table
            label="API keys"
            rows={rows}
            columns={columnsWith(setRevoked)}
            rowKey={(key) => key.id}
            rowHeight={56}
            empty={
              <EmptyState icon="key" title="No API keys yet" action={create}>
                Or let the command line make one: it opens this browser.
              </EmptyState>
            }
          />
        )}
      </QueryView>
      {isCreating && (
        <CreateKey
          userId={userId}
          onClose={() => setCreating(false)}
          onMade={(key) => {
            setCreating(false);
            setMade(key);
          }}
        />
      )}
      {made?.key && <KeyOnce name={made.name} value={made.key} onClose={() => setMade(undefined)} />}
      {revoked && (
        <Confirm
          open
          onOpenChange={() => setRevoked(undefined)}
          title={`Revoke ${revoked.name}?`}
          action="Revoke"
          onConfirm={() => remove.mutateAsync(revoked)}
        >
          Programs that use this key are refused within a second.
        </Confirm>
      )}
    </>
  );
}

function CreateKey(props: {
  userId: string;
  onClose: () => void;
  onMade: (key: ApiKeyResponse) => void;
}): JSX.Element {
  const { userId, onClose, onMade } = props;
  const [name, setName] = useState('');
  const [expiry, setExpiry] = useState<Expiry>('90');
  const create = useAction({
    run: () => accounts.createKey(userId, { name, expiration: expiryDate(expiry) }),
    refresh: [['user', userId]],
    quiet: true,
    then: onMade,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="New API key"
      action="Create key"
      busy={create.isPending}
      error={formError(create.error, ['name', 'expiration'])}
      onSubmit={() => create.mutate()}
    >
      <Field
        label="Name"
        error={fieldError(create.error, 'name')}
        hint="Where it is used, so that you know it again."
      >
        <Input
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="laptop"
        />
      </Field>
      <ExpiryField value={expiry} onChange={setExpiry} error={fieldError(create.error, 'expiration')} />
    </FormDialog>
  );
}
