import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { myAccountsQuery } from '../../api/accounts.ts';
import { fieldError, formError, messageOf } from '../../api/api-error.ts';
import { authStateQuery } from '../../api/session.ts';
import { transferOfferQuery, workspaces } from '../../api/workspaces.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useAction } from '../inside/use-action.ts';
import { AuthFrame } from './auth-frame.tsx';

const route = getRouteApi('/auth/transfer');

/** Takes a workspace that somebody offers into an account of one's own. */
export function TransferPage(): JSX.Element {
  const { token = '' } = route.useSearch();
  const offer = useQuery(transferOfferQuery(token));
  const { data: state } = useQuery(authStateQuery);
  if (offer.isPending)
    return (
      <AuthFrame title="A workspace for you">
        <Spinner />
      </AuthFrame>
    );
  if (!offer.data)
    return (
      <AuthFrame
        title="This offer cannot be used"
        description="It was taken back, accepted already, or its time is over."
      >
        <Notice tone="danger">{messageOf(offer.error)}</Notice>
      </AuthFrame>
    );
  const { workspace_name: name, offered_by: who, account_name: from } = offer.data;
  const isIn = Boolean(state?.session) || state?.local_mode === true;
  return (
    <AuthFrame
      title={`Take over ${name}`}
      description={`${who} offers you this workspace of ${from}, with its flows, runs and settings. People of ${from} lose their access to it.`}
    >
      {isIn ? (
        <Accept token={token} name={name} />
      ) : (
        <Link
          to="/auth/sign-in"
          search={{ next: `/auth/transfer?token=${encodeURIComponent(token)}` }}
          className={buttonClass('primary', 'large')}
        >
          Sign in to accept
        </Link>
      )}
    </AuthFrame>
  );
}

function Accept({ token, name }: { token: string; name: string }): JSX.Element {
  const { data: accounts = [] } = useQuery(myAccountsQuery);
  const [chosen, setChosen] = useState<string | undefined>();
  const [handle, setHandle] = useState('');
  const account = chosen ?? accounts[0]?.account_id;
  const accept = useAction({
    run: () =>
      workspaces.acceptTransfer({
        token,
        account_id: account ?? '',
        ...(handle.trim() ? { handle: handle.trim() } : {}),
      }),
    refresh: [['me']],
    quiet: true,
    done: `${name} is yours`,
    // another account in every address: begin anew
    then: () => window.location.assign(`/account/${account ?? ''}`),
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        accept.mutate();
      }}
    >
      {accept.error ? (
        <Notice tone="danger">{formError(accept.error, ['account_id', 'handle'])}</Notice>
      ) : null}
      <Field label="Into the account" error={fieldError(accept.error, 'account_id')}>
        <Select
          large
          options={accounts.map((one) => ({ value: one.account_id, label: one.account_name }))}
          value={account}
          onChange={setChosen}
        />
      </Field>
      <Field
        label="Another handle"
        optional
        hint="When its own is taken in that account."
        error={fieldError(accept.error, 'handle')}
      >
        <Input
          large
          mono
          autoComplete="off"
          value={handle}
          onChange={({ target }) => setHandle(target.value)}
        />
      </Field>
      <Button
        kind="primary"
        size="large"
        type="submit"
        busy={accept.isPending}
        disabled={!account || accept.isPending}
      >
        Take over the workspace
      </Button>
    </form>
  );
}
