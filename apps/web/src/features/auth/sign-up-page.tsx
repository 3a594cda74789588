import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type JSX, type SubmitEvent, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { invitationQuery } from '../../api/invitations.ts';
import { auth, authStateQuery } from '../../api/session.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Input, PasswordInput } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AuthFrame, linkClass, Or } from './auth-frame.tsx';
import { useSignedIn } from './use-signed-in.ts';

const route = getRouteApi('/auth/sign-up');
const FIELDS = ['email', 'password', 'first_name', 'last_name', 'account_name'];

/** For everybody, by invitation, or for the first owner of a new server. */
export function SignUpPage(): JSX.Element {
  const search = route.useSearch();
  const { data: state } = useQuery(authStateQuery);
  const invitationToken = search.invitation_token;
  const ownerToken = search.first_owner;
  const needsLink = state && state.sign_up !== 'open' && !invitationToken && !ownerToken;
  const title = ownerToken ? 'Set up this server' : 'Create your account';
  const signInSearch = { ...(search.next ? { next: search.next } : {}) };
  return (
    <AuthFrame
      title={title}
      description={ownerToken ? 'You become the first owner. You can invite others afterwards.' : undefined}
      below={
        <>
          Already have an account?{' '}
          <Link to="/auth/sign-in" search={signInSearch} className={linkClass}>
            Sign in
          </Link>
        </>
      }
    >
      {needsLink ? (
        <Notice
          tone="info"
          title={state.sign_up === 'closed' ? 'Sign-up is closed' : 'You need an invitation'}
        >
          {state.sign_up === 'closed'
            ? 'New users are not created on this server. Ask whoever runs it.'
            : 'Ask a colleague to invite you. The link in the mail leads back here.'}
        </Notice>
      ) : (
        <>
          {!ownerToken &&
            state?.providers.map((provider) => (
              <a key={provider.id} href={provider.start_url} className={buttonClass('secondary', 'large')}>
                <Icon name="shield" />
                Continue with {provider.name}
              </a>
            ))}
          {!ownerToken && state && state.providers.length > 0 && <Or />}
          <SignUpForm
            invitationToken={invitationToken}
            ownerToken={ownerToken}
            next={search.next}
            email={search.email}
            charactersMin={state?.password_characters_min}
          />
        </>
      )}
    </AuthFrame>
  );
}

interface SignUpFormProps {
  readonly invitationToken: string | undefined;
  readonly ownerToken: string | undefined;
  readonly next: string | undefined;
  readonly email: string | undefined;
  readonly charactersMin: number | undefined;
}

function useSignUp(props: SignUpFormProps) {
  const { invitationToken, ownerToken, next } = props;
  const invitation = useQuery({
    ...invitationQuery(invitationToken ?? ''),
    enabled: invitationToken !== undefined,
  });
  const [given, setGiven] = useState({
    email: props.email,
    first_name: '',
    last_name: '',
    account_name: '',
    password: '',
  });
  const email = given.email ?? invitation.data?.email ?? '';
  const done = useSignedIn(next);
  const signUp = useMutation({
    mutationFn: () => {
      const { first_name, last_name, account_name, password } = given;
      return auth.signUp({
        email,
        password,
        ...(first_name ? { first_name } : {}),
        ...(last_name ? { last_name } : {}),
        ...(account_name ? { account_name } : {}),
        ...(invitationToken ? { invitation_token: invitationToken } : {}),
        ...(ownerToken ? { first_owner_token: ownerToken } : {}),
      });
    },
    onSuccess: (answer) => done(answer, email),
  });
  return { invitation: invitation.data, given, setGiven, email, signUp };
}

function SignUpForm(props: SignUpFormProps): JSX.Element {
  const { invitation, given, setGiven, email, signUp } = useSignUp(props);
  const set = (change: Partial<typeof given>): void => setGiven({ ...given, ...change });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    signUp.mutate();
  };
  const problem = formError(signUp.error, FIELDS);
  const isAddressFixed = invitation !== undefined && !invitation.allow_other_address;
  const errorOf = (field: string): string | undefined => fieldError(signUp.error, field);
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      {invitation && (
        <Notice>
          {invitation.invited_by} invited you to {invitation.workspace_name ?? invitation.account_name}.
        </Notice>
      )}
      {problem && <Notice tone="danger">{problem}</Notice>}
      <Field
        label="E-mail address"
        error={errorOf('email')}
        hint={isAddressFixed ? 'The invitation is for this address.' : undefined}
      >
        <Input
          large
          type="email"
          name="email"
          autoComplete="username"
          autoFocus={!isAddressFixed}
          readOnly={isAddressFixed}
          value={email}
          onChange={(event) => set({ email: event.target.value })}
        />
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <Field label="First name" error={errorOf('first_name')}>
          <Input
            large
            name="given-name"
            autoComplete="given-name"
            autoFocus={isAddressFixed}
            value={given.first_name}
            onChange={(event) => set({ first_name: event.target.value })}
          />
        </Field>
        <Field label="Last name" error={errorOf('last_name')}>
          <Input
            large
            name="family-name"
            autoComplete="family-name"
            value={given.last_name}
            onChange={(event) => set({ last_name: event.target.value })}
          />
        </Field>
      </div>
      {!props.invitationToken && (
        <Field label="Organisation" optional error={errorOf('account_name')}>
          <Input
            large
            name="organization"
            autoComplete="organization"
            value={given.account_name}
            onChange={(event) => set({ account_name: event.target.value })}
          />
        </Field>
      )}
      <Field
        label="Password"
        error={errorOf('password')}
        hint={`At least ${props.charactersMin ?? 10} characters. A few unrelated words are easy to remember.`}
      >
        <PasswordInput
          large
          name="password"
          autoComplete="new-password"
          value={given.password}
          onChange={(event) => set({ password: event.target.value })}
        />
      </Field>
      <Button type="submit" kind="primary" size="large" busy={signUp.isPending}>
        {props.ownerToken ? 'Create the owner' : 'Create account'}
      </Button>
    </form>
  );
}
