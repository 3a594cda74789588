import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { auth, authStateQuery } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AuthFrame, linkClass } from './auth-frame.tsx';

const route = getRouteApi('/auth/check-mail');

/** After signing up where addresses have to be proven. */
export function CheckMailPage(): JSX.Element {
  const { email, next } = route.useSearch();
  const { data: state } = useQuery(authStateQuery);
  const resend = useMutation({ mutationFn: () => auth.resendVerification(email) });
  return (
    <AuthFrame
      title="Check your mail"
      description={
        <>
          We sent a link to <strong className="font-medium text-ink">{email ?? 'your address'}</strong>. Open
          it to finish.
        </>
      }
      below={
        <Link
          to="/auth/sign-in"
          search={{ ...(email ? { email } : {}), ...(next ? { next } : {}) }}
          className={linkClass}
        >
          Back to sign in
        </Link>
      }
    >
      {state?.mail === false && (
        <Notice tone="info" title="This server sends no mail">
          The link is in the server’s log.
        </Notice>
      )}
      {resend.isSuccess && <Notice tone="ok">Sent again. It can take a minute.</Notice>}
      {resend.error && <Notice tone="danger">{messageOf(resend.error)}</Notice>}
      <Button size="large" icon="refresh" busy={resend.isPending} onClick={() => resend.mutate()}>
        Send the link again
      </Button>
    </AuthFrame>
  );
}
