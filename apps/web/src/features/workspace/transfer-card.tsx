import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { myAccountsQuery } from '../../api/accounts.ts';
import { fieldError, formError } from '../../api/api-error.ts';
import type { WorkspaceOfWire } from '../../api/wire.ts';
import { workspaces } from '../../api/workspaces.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from './workspace-shell.tsx';

const OTHER = 'other';

/** Hands a workspace to another account: one's own at once, another's after they agreed. */
export function TransferCard({ workspace }: { readonly workspace: WorkspaceOfWire }): JSX.Element {
  const { place } = useWorkspace();
  const { data: accounts = [] } = useQuery(myAccountsQuery);
  const [isOpen, setOpen] = useState(false);
  const [target, setTarget] = useState(OTHER);
  const [email, setEmail] = useState('');
  const transfer = useAction({
    run: () =>
      workspaces.transfer(
        place,
        target === OTHER ? { account_id: null, email } : { account_id: target, email: null },
      ),
    refresh: [['me']],
    quiet: true,
    done: (answer) =>
      answer.status === 'moved' ? 'The workspace has moved' : `Offered to ${answer.email ?? email}`,
    then: (answer) => (answer.status === 'moved' ? window.location.assign('/') : setOpen(false)),
  });
  const options = [
    ...accounts
      .filter((one) => one.account_id !== workspace.account_id)
      .map((one) => ({ value: one.account_id, label: one.account_name })),
    { value: OTHER, label: 'Somebody else’s account' },
  ];
  return (
    <Card
      title="Move to another account"
      description="People keep no access from this account. Clients must log in again."
      actions={<Button onClick={() => setOpen(true)}>Move</Button>}
    >
      {isOpen && (
        <FormDialog
          open
          onOpenChange={setOpen}
          title={`Move ${workspace.name}`}
          action={target === OTHER ? 'Offer' : 'Move'}
          busy={transfer.isPending}
          error={formError(transfer.error, ['account_id', 'email'])}
          onSubmit={() => transfer.mutate()}
        >
          <Field label="To" error={fieldError(transfer.error, 'account_id')}>
            <Select options={options} value={target} onChange={setTarget} />
          </Field>
          {target === OTHER && (
            <Field
              label="E-mail address of its owner"
              hint="They get a mail and decide."
              error={fieldError(transfer.error, 'email')}
            >
              <Input type="email" value={email} onChange={(event) => setEmail(event.target.value)} />
            </Field>
          )}
        </FormDialog>
      )}
    </Card>
  );
}
