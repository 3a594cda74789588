import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { accountQuery, accounts } from '../../api/accounts.ts';
import { fieldError, formError } from '../../api/api-error.ts';
import type { Account } from '../../api/wire.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { DeleteCard } from '../inside/delete-card.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';

/** Name, handle, and the end of an account. */
export function SettingsPage(): JSX.Element {
  const query = useQuery(accountQuery(useAccount().account_id));
  return (
    <>
      <PageHeader title="Settings" />
      <QueryView query={query}>
        {(account) => (
          <div className="flex flex-col gap-6">
            <General account={account} />
            <DeleteAccount account={account} />
          </div>
        )}
      </QueryView>
    </>
  );
}

function General({ account }: { account: Account }): JSX.Element {
  const [name, setName] = useState(account.name);
  const [handle, setHandle] = useState(account.handle);
  const router = useRouter();
  const navigate = useNavigate();
  const save = useAction({
    run: () => accounts.update(account.id, { name, handle }),
    refresh: [['me'], ['account', account.id]],
    quiet: true,
    done: 'Saved',
    then: () => {
      void navigate({ to: '/account/$account/settings', params: { account: handle }, replace: true }).then(
        () => router.invalidate(),
      );
    },
  });
  const problem = formError(save.error, ['name', 'handle']);
  const isSame = name === account.name && handle === account.handle;
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), save.mutate())}>
      <Card
        title="General"
        footer={
          <Button type="submit" kind="primary" busy={save.isPending} disabled={isSame || save.isPending}>
            Save
          </Button>
        }
      >
        <div className="flex max-w-md flex-col gap-4">
          {problem && <Notice tone="danger">{problem}</Notice>}
          <Field label="Name" error={fieldError(save.error, 'name')}>
            <Input value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
          <Field
            label="Handle"
            error={fieldError(save.error, 'handle')}
            hint="Part of addresses and commands. Old addresses lead to the new one."
          >
            <Input mono value={handle} onChange={(event) => setHandle(event.target.value)} />
          </Field>
          <Field label="Account id" hint="For Terraform and the REST API.">
            <div className="relative">
              <Input mono readOnly value={account.id} className="pr-10" />
              <CopyButton text={account.id} label="Copy account id" className="absolute top-0.5 right-0.5" />
            </div>
          </Field>
        </div>
      </Card>
    </form>
  );
}

function DeleteAccount({ account }: { account: Account }): JSX.Element {
  const navigate = useNavigate();
  const remove = useAction({
    run: () => accounts.remove(account.id),
    refresh: [['me']],
    quiet: true,
    done: `${account.name} was deleted`,
    then: () => void navigate({ to: '/', search: { all: 'yes' } }),
  });
  return (
    <DeleteCard
      what="account"
      name={account.name}
      handle={account.handle}
      description="All its workspaces with their runs, logs and keys. It can be brought back for a while; then it is gone for good."
      warning="Everybody loses access at once."
      isBusy={remove.isPending}
      error={remove.error}
      onDelete={() => remove.mutate()}
    />
  );
}
