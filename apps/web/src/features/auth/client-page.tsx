import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { fieldError, formError, messageOf } from '../../api/api-error.ts';
import { consentQuery, type GrantChoice, oauth } from '../../api/sso.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { ConsentForm } from './consent-form.tsx';
import { handBack } from './hand-back.ts';

const route = getRouteApi('/auth/client');

/** Opened by the client's `cloud login`: the key goes from this page to the program that waits on this machine. */
export function ClientPage(): JSX.Element {
  const { callback = '', source } = route.useSearch();
  const asked = { callback, ...(source ? { source } : {}) };
  const { data: consent, error } = useQuery(consentQuery(asked));
  const approve = useMutation({
    mutationFn: async (choice: GrantChoice) => {
      const grant = await oauth.grant(asked, choice);
      await handBack(grant.success_url, { api_key: grant.api_key });
      return grant;
    },
  });
  const deny = useMutation({
    mutationFn: () =>
      handBack(`${callback.replace(/\/$/, '')}/failure`, {
        reason: 'The request was denied in the browser.',
      }),
  });
  if (error) {
    return (
      <AuthFrame title="This request cannot be used">
        <Notice tone="danger">{messageOf(error)}</Notice>
        <p className="text-13 text-ink-2">
          Run the login command again. Only programs on this machine can ask for a key this way.
        </p>
        <Link to="/" className={buttonClass('secondary', 'large')}>
          Go home
        </Link>
      </AuthFrame>
    );
  }
  if (approve.data)
    return (
      <AuthFrame
        title="You are logged in"
        description={`The key “${approve.data.name}” was handed over. Go back to your terminal; this page can be closed.`}
      >
        {null}
      </AuthFrame>
    );
  if (deny.isSuccess)
    return (
      <AuthFrame title="Request denied" description="No key was created. You can close this page.">
        {null}
      </AuthFrame>
    );
  if (!consent)
    return (
      <AuthFrame title="Log in a program">
        <SkeletonRows rows={4} />
      </AuthFrame>
    );
  const failed = formError(approve.error, ['name']) ?? (deny.error ? messageOf(deny.error) : undefined);
  return (
    <AuthFrame
      title={`Log in ${consent.client_name}?`}
      description="A program on this machine asks to act for you."
    >
      <ConsentForm
        consent={consent}
        busy={approve.isPending || deny.isPending}
        error={failed && <Notice tone="danger">{failed}</Notice>}
        nameError={fieldError(approve.error, 'name')}
        onApprove={(choice) => approve.mutate(choice)}
        onDeny={() => deny.mutate()}
      />
    </AuthFrame>
  );
}
