import { SSO_ERROR_TEXTS } from './sso-errors.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type JSX, type SubmitEvent, useState } from 'react';
import { fieldError, formError, messageOf } from '../../api/api-error.ts';
import { auth, authStateQuery } from '../../api/session.ts';
import { sso } from '../../api/sso.ts';
import { safeNext } from '../../routes/search.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Input, PasswordInput } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AuthFrame, linkClass, Or } from './auth-frame.tsx';
import { useSignedIn } from './use-signed-in.ts';

const route = getRouteApi('/auth/sign-in');

/** Password, the server's providers, or the provider of one's organisation by the address. */
export function SignInPage(): JSX.Element {
  const search = route.useSearch();
  const { data: state, error } = useQuery(authStateQuery);
  const [isBySso, setBySso] = useState(false);
  const [email, setEmail] = useState(search.email ?? '');
  const problem = search.sso_error
    ? (SSO_ERROR_TEXTS[search.sso_error] ?? 'Signing in did not work. Try again.')
    : undefined;
  const next = safeNext(search.next);
  const signUpSearch = { ...(search.next ? { next: search.next } : {}) };
  return (
    <AuthFrame
      title={isBySso ? 'Sign in with SSO' : 'Sign in'}
      description={
        isBySso ? 'We find the identity provider of your organisation by your address.' : undefined
      }
      below={
        state && state.sign_up !== 'closed' && !isBySso ? (
          <>
            New here?{' '}
            <Link to="/auth/sign-up" search={signUpSearch} className={linkClass}>
              Create an account
            </Link>
          </>
        ) : undefined
      }
    >
      {error && <Notice tone="danger">{messageOf(error)}</Notice>}
      {problem && <Notice tone="danger">{problem}</Notice>}
      {search.ended && !problem && <Notice>Your session has ended. Sign in to go on where you were.</Notice>}
      {state?.needs_first_owner && (
        <Notice tone="info" title="This server has no owner yet">
          Open the link that the server printed when it started. It creates the first owner.
        </Notice>
      )}
      {isBySso ? (
        <SsoForm email={email} setEmail={setEmail} next={next} onBack={() => setBySso(false)} />
      ) : (
        <>
          {state?.providers.map((provider) => (
            <a
              key={provider.id}
              href={`${provider.start_url}?next=${encodeURIComponent(next)}`}
              className={buttonClass('secondary', 'large')}
            >
              <Icon name="shield" />
              Continue with {provider.name}
            </a>
          ))}
          {state && state.providers.length > 0 && <Or />}
          <PasswordForm email={email} setEmail={setEmail} next={search.next} />
          <Button
            kind="ghost"
            size="medium"
            icon="lock"
            onClick={() => setBySso(true)}
            className="-mb-2 self-center"
          >
            Use single sign-on
          </Button>
        </>
      )}
    </AuthFrame>
  );
}

interface FormProps {
  readonly email: string;
  readonly setEmail: (email: string) => void;
}

function PasswordForm({ email, setEmail, next }: FormProps & { next: string | undefined }): JSX.Element {
  const [password, setPassword] = useState('');
  const done = useSignedIn(next);
  const signIn = useMutation({
    mutationFn: () => auth.signIn({ email, password }),
    onSuccess: (answer) => done(answer, email),
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  const problem = formError(signIn.error, ['email', 'password']);
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      {problem && <Notice tone="danger">{problem}</Notice>}
      <Field label="E-mail address" error={fieldError(signIn.error, 'email')}>
        <Input
          large
          type="email"
          name="email"
          autoComplete="username"
          autoFocus={email === ''}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field
        label="Password"
        error={fieldError(signIn.error, 'password')}
        aside={
          <Link to="/auth/forgot-password" search={email ? { email } : {}} className={`${linkClass} text-12`}>
            Forgot password?
          </Link>
        }
      >
        <PasswordInput
          large
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <Button type="submit" kind="primary" size="large" busy={signIn.isPending}>
        Sign in
      </Button>
    </form>
  );
}

function SsoForm({
  email,
  setEmail,
  next,
  onBack,
}: FormProps & { next: string; onBack: () => void }): JSX.Element {
  const find = useMutation({
    mutationFn: () => sso.discover(email),
    onSuccess: ({ provider }) => {
      if (provider) window.location.assign(`${provider.start_url}?next=${encodeURIComponent(next)}`);
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    find.mutate();
  };
  const isUnknown = find.data && !find.data.provider;
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      {formError(find.error, ['email']) && <Notice tone="danger">{formError(find.error, ['email'])}</Notice>}
      <Field
        label="Work e-mail address"
        error={
          fieldError(find.error, 'email') ??
          (isUnknown ? 'No identity provider is set up for this address.' : undefined)
        }
      >
        <Input
          large
          type="email"
          name="email"
          autoComplete="username"
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Button type="submit" kind="primary" size="large" busy={find.isPending}>
        Continue
      </Button>
      <Button kind="ghost" icon="arrowLeft" onClick={onBack} className="-mb-2 self-center">
        Use a password
      </Button>
    </form>
  );
}
