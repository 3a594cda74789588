import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type JSX, type SubmitEvent, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { auth, authStateQuery } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AuthFrame, linkClass } from './auth-frame.tsx';

const route = getRouteApi('/auth/forgot-password');

/** Asks for a link; the answer is the same whether the address is known or not. */
export function ForgotPasswordPage(): JSX.Element {
  const [email, setEmail] = useState(route.useSearch().email ?? '');
  const { data: state } = useQuery(authStateQuery);
  const ask = useMutation({ mutationFn: () => auth.forgotPassword(email) });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    ask.mutate();
  };
  const below = (
    <Link to="/auth/sign-in" search={email ? { email } : {}} className={linkClass}>
      Back to sign in
    </Link>
  );
  if (ask.isSuccess) {
    return (
      <AuthFrame
        title="Check your mail"
        description={
          <>
            If there is a user with the address <strong className="font-medium text-ink">{email}</strong>, a
            link to set a new password is on its way.
          </>
        }
        below={below}
      >
        {state?.mail === false && (
          <Notice title="This server sends no mail">
            The link is in the server’s log, and owners see it under Mails.
          </Notice>
        )}
        <Button size="large" onClick={() => ask.reset()}>
          Use another address
        </Button>
      </AuthFrame>
    );
  }
  const problem = formError(ask.error, ['email']);
  return (
    <AuthFrame
      title="Reset your password"
      description="We send a link to your address. It works for a short time."
      below={below}
    >
      <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
        {problem && <Notice tone="danger">{problem}</Notice>}
        <Field label="E-mail address" error={fieldError(ask.error, 'email')}>
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
        <Button type="submit" kind="primary" size="large" busy={ask.isPending}>
          Send the link
        </Button>
      </form>
    </AuthFrame>
  );
}
