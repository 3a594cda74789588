import type { SsoConnectionResponse } from '@orch/contract';
import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { sso } from '../../api/sso.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input, PasswordInput } from '../../ui/input.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';

const FIELDS = ['name', 'issuer', 'client_id', 'client_secret', 'group_claim'];

/** What a provider is called, and how this server is known to it. */
export function SsoConnectionDialog({
  connection,
  onClose,
}: {
  readonly connection?: SsoConnectionResponse;
  readonly onClose: () => void;
}): JSX.Element {
  const { account_id } = useAccount();
  const [form, setForm] = useState({
    name: connection?.name ?? '',
    issuer: connection?.issuer ?? '',
    client_id: connection?.client_id ?? '',
    client_secret: '',
    group_claim: connection?.group_claim ?? '',
  });
  const set = (change: Partial<typeof form>): void => setForm({ ...form, ...change });
  const body = {
    name: form.name,
    issuer: form.issuer.trim(),
    client_id: form.client_id.trim(),
    group_claim: form.group_claim || null,
    ...(form.client_secret ? { client_secret: form.client_secret } : {}),
  };
  const save = useAction({
    run: (): Promise<unknown> =>
      connection ? sso.update(account_id, connection.id, body) : sso.create(account_id, body),
    refresh: [['account', account_id, 'sso']],
    quiet: true,
    done: connection ? 'Provider saved' : 'Provider added',
    then: onClose,
  });
  const errorOf = (field: string): string | undefined => fieldError(save.error, field);
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      wide
      title={connection ? `Edit ${connection.name}` : 'Add an identity provider'}
      action={connection ? 'Save' : 'Add provider'}
      busy={save.isPending}
      error={formError(save.error, FIELDS)}
      onSubmit={() => save.mutate()}
    >
      <Field label="Name" hint="Shown on the sign-in button." error={errorOf('name')}>
        <Input
          autoFocus
          value={form.name}
          onChange={(event) => set({ name: event.target.value })}
          placeholder="Acme Okta"
        />
      </Field>
      <Field
        label="Issuer"
        hint="The address of the provider; its settings are read from there."
        error={errorOf('issuer')}
      >
        <Input
          type="url"
          value={form.issuer}
          onChange={(event) => set({ issuer: event.target.value })}
          placeholder="https://acme.okta.com"
        />
      </Field>
      <div className="grid gap-4 grid-cols-1 sm:grid-cols-2">
        <Field label="Client id" error={errorOf('client_id')}>
          <Input mono value={form.client_id} onChange={(event) => set({ client_id: event.target.value })} />
        </Field>
        <Field
          label="Client secret"
          error={errorOf('client_secret')}
          hint={connection?.has_client_secret ? 'Leave empty to keep the present one.' : undefined}
        >
          <PasswordInput
            autoComplete="off"
            value={form.client_secret}
            onChange={(event) => set({ client_secret: event.target.value })}
          />
        </Field>
      </div>
      <Field
        label="Group claim"
        optional
        hint="Its values can be mapped to roles and teams."
        error={errorOf('group_claim')}
      >
        <Input
          mono
          value={form.group_claim}
          onChange={(event) => set({ group_claim: event.target.value })}
          placeholder="groups"
        />
      </Field>
    </FormDialog>
  );
}
