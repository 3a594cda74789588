import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type JSX, type SubmitEvent, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { auth, authStateQuery } from '../../api/session.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { PasswordInput } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AuthFrame, linkClass } from './auth-frame.tsx';

const route = getRouteApi('/auth/reset-password');

/** Sets a new password by the link of a mail. */
export function ResetPasswordPage(): JSX.Element {
  const { token = '' } = route.useSearch();
  const { data: state } = useQuery(authStateQuery);
  const [password, setPassword] = useState('');
  const reset = useMutation({ mutationFn: () => auth.resetPassword(token, password) });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    reset.mutate();
  };
  if (reset.isSuccess) {
    return (
      <AuthFrame title="Password changed" description="All other sessions were signed out.">
        <Link to="/auth/sign-in" className={buttonClass('primary', 'large')}>
          Sign in
        </Link>
      </AuthFrame>
    );
  }
  const problem = formError(reset.error, ['password']);
  return (
    <AuthFrame
      title="Choose a new password"
      below={
        <Link to="/auth/forgot-password" className={linkClass}>
          Send a new link
        </Link>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
        {problem && <Notice tone="danger">{problem}</Notice>}
        <Field
          label="New password"
          error={fieldError(reset.error, 'password')}
          hint={`At least ${state?.password_characters_min ?? 10} characters.`}
        >
          <PasswordInput
            large
            name="password"
            autoComplete="new-password"
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <Button type="submit" kind="primary" size="large" busy={reset.isPending}>
          Change password
        </Button>
      </form>
    </AuthFrame>
  );
}
