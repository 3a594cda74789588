import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { accountRolesQuery, accounts, botsQuery } from '../../api/accounts.ts';
import { fieldError, formError } from '../../api/api-error.ts';
import type { ServiceAccount } from '../../api/wire.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type Expiry, expiryDate, ExpiryField } from '../../ui/expiry.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Select } from '../../ui/select.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { DayText, Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';
import { KeyOnce } from './key-once.tsx';
import { RotateKeyDialog } from './rotate-key-dialog.tsx';

const columnsWith = (actions: (bot: ServiceAccount) => JSX.Element): readonly Column<ServiceAccount>[] => [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(160px, 2fr)',
    cell: (bot) => (
      <span className="flex min-w-0 items-center gap-3">
        <Avatar name={bot.name} icon="bot" square size={32} />
        <span className="min-w-0">
          <span className="block truncate font-medium">{bot.name}</span>
          <code className="block truncate font-mono text-12 text-ink-3">
            {bot.api_key?.masked_key ?? 'No key'}
          </code>
        </span>
      </span>
    ),
  },
  { key: 'role', title: 'Role', width: '88px', cell: (bot) => bot.account_role_name ?? '–' },
  {
    key: 'used',
    title: 'Key last used',
    width: '120px',
    wideOnly: true,
    cell: (bot) => (
      <span className="text-ink-2">
        <Time at={bot.api_key?.last_used} />
      </span>
    ),
  },
  {
    key: 'expires',
    title: 'Key expires',
    width: '112px',
    wideOnly: true,
    cell: (bot) => (
      <span className="text-ink-2">
        <DayText at={bot.api_key?.expiration} />
      </span>
    ),
  },
  { key: 'actions', title: 'Actions', width: '32px', align: 'end', hideTitle: true, cell: actions },
];

type Doing =
  | { readonly kind: 'create' }
  | { readonly kind: 'rotate' | 'delete'; readonly bot: ServiceAccount }
  | { readonly kind: 'key'; readonly name: string; readonly value: string };

/** Identities for workers, pipelines and other programs. */
export function ServiceAccountsPage(): JSX.Element {
  const { account_id } = useAccount();
  const query = useQuery(botsQuery(account_id));
  const [doing, setDoing] = useState<Doing | undefined>();
  const close = (): void => setDoing(undefined);
  const showKey = (bot: ServiceAccount): void =>
    setDoing(bot.api_key?.key ? { kind: 'key', name: bot.name, value: bot.api_key.key } : undefined);
  const remove = useAction({
    run: (bot: ServiceAccount) => accounts.removeBot(account_id, bot.id),
    refresh: [['account', account_id, 'bots']],
    done: (_, bot) => `${bot.name} was deleted`,
  });
  const create = (
    <Button kind="primary" icon="plus" onClick={() => setDoing({ kind: 'create' })}>
      New service account
    </Button>
  );
  const columns = columnsWith((bot) => (
    <Menu trigger={<IconButton icon="dots" label={`Actions for ${bot.name}`} size="small" />}>
      <MenuItem icon="refresh" onSelect={() => setDoing({ kind: 'rotate', bot })}>
        Replace the key
      </MenuItem>
      <MenuItem icon="trash" danger onSelect={() => setDoing({ kind: 'delete', bot })}>
        Delete
      </MenuItem>
    </Menu>
  ));
  return (
    <>
      <PageHeader
        title="Service accounts"
        description="For workers, pipelines and other programs: a key that belongs to no person."
        actions={create}
      />
      <QueryView query={query}>
        {(rows) => (
          <Table
            label="Service accounts"
            rows={rows}
            columns={columns}
            rowKey={(bot) => bot.id}
            rowHeight={56}
            empty={
              <EmptyState icon="bot" title="No service accounts yet" action={create}>
                A worker that runs on a server should not use your own key.
              </EmptyState>
            }
          />
        )}
      </QueryView>
      {doing?.kind === 'create' && <CreateBot onClose={close} onMade={showKey} />}
      {doing?.kind === 'rotate' && <RotateKeyDialog bot={doing.bot} onClose={close} onMade={showKey} />}
      {doing?.kind === 'key' && <KeyOnce name={doing.name} value={doing.value} onClose={close} />}
      {doing?.kind === 'delete' && (
        <Confirm
          open
          onOpenChange={close}
          title={`Delete ${doing.bot.name}?`}
          action="Delete"
          onConfirm={() => remove.mutateAsync(doing.bot)}
        >
          Its key stops working at once. Workers that use it lose their connection.
        </Confirm>
      )}
    </>
  );
}

function CreateBot({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (bot: ServiceAccount) => void;
}): JSX.Element {
  const { account_id } = useAccount();
  const { data: roles = [] } = useQuery(accountRolesQuery(account_id));
  const [name, setName] = useState('');
  const [role, setRole] = useState<string | undefined>();
  const [expiry, setExpiry] = useState<Expiry>('90');
  const chosen = role ?? roles.find((one) => one.name === 'Member')?.id;
  const create = useAction({
    run: () =>
      accounts.createBot(account_id, {
        name,
        api_key_expiration: expiryDate(expiry),
        account_role_id: chosen ?? null,
      }),
    refresh: [['account', account_id, 'bots']],
    quiet: true,
    then: onMade,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="New service account"
      description="Give it access to workspaces afterwards, under Access."
      action="Create"
      busy={create.isPending}
      error={formError(create.error, ['name', 'api_key_expiration', 'account_role_id'])}
      onSubmit={() => create.mutate()}
    >
      <Field label="Name" error={fieldError(create.error, 'name')}>
        <Input
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="production-worker"
        />
      </Field>
      <Field label="Role in the account" error={fieldError(create.error, 'account_role_id')}>
        <Select
          value={chosen}
          onChange={setRole}
          options={roles.map((one) => ({ value: one.id, label: one.name }))}
        />
      </Field>
      <ExpiryField
        value={expiry}
        onChange={setExpiry}
        error={fieldError(create.error, 'api_key_expiration')}
      />
    </FormDialog>
  );
}
