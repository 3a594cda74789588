import { useNavigate } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { accounts } from '../../api/accounts.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { useAction } from '../inside/use-action.ts';

/** An account of one's own. */
export function CreateAccountDialog(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}): JSX.Element {
  const [name, setName] = useState('');
  const navigate = useNavigate();
  const create = useAction({
    run: () => accounts.create({ name }),
    refresh: [['me']],
    quiet: true,
    then: (account) => void navigate({ to: '/account/$account', params: { account: account.handle } }),
  });
  return (
    <FormDialog
      {...props}
      title="New account"
      description="An account holds workspaces, people and their roles."
      action="Create account"
      busy={create.isPending}
      error={formError(create.error, ['name'])}
      onSubmit={() => create.mutate()}
    >
      <Field label="Name" error={fieldError(create.error, 'name')}>
        <Input autoFocus value={name} onChange={(event) => setName(event.target.value)} placeholder="Acme" />
      </Field>
    </FormDialog>
  );
}
