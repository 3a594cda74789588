import { useMutation } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type JSX, useEffect, useRef } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { auth } from '../../api/session.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { AuthFrame, linkClass } from './auth-frame.tsx';
import { useSignedIn } from './use-signed-in.ts';

const route = getRouteApi('/auth/verify-email');

/** The link of the mail leads here; its token works once. */
export function VerifyEmailPage(): JSX.Element {
  const { token, next } = route.useSearch();
  const done = useSignedIn(next);
  const verify = useMutation({
    mutationFn: () => auth.verifyEmail(token ?? ''),
    onSuccess: (answer) => (answer?.session ? done(answer, '') : undefined),
  });
  const isBegun = useRef(false);
  const { mutate } = verify;
  useEffect(() => {
    if (isBegun.current) return;
    isBegun.current = true;
    mutate();
  }, [mutate]);
  if (verify.isSuccess) {
    return (
      <AuthFrame title="Address confirmed" description="Your e-mail address is confirmed.">
        <Link to="/" className={buttonClass('primary', 'large')}>
          Continue
        </Link>
      </AuthFrame>
    );
  }
  if (verify.isError) {
    return (
      <AuthFrame
        title="This link does not work"
        below={
          <Link to="/auth/sign-in" className={linkClass}>
            Back to sign in
          </Link>
        }
      >
        <Notice tone="danger">{messageOf(verify.error)}</Notice>
        <p className="text-13 text-ink-2">
          Links work once and for a limited time. Sign in to get a new one.
        </p>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Confirming your address">
      <Spinner label="Confirming" />
    </AuthFrame>
  );
}
