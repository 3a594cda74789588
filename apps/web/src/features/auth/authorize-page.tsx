import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { fieldError, formError, messageOf } from '../../api/api-error.ts';
import { authorizationQueryOf, type GrantChoice, oauth } from '../../api/sso.ts';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { ConsentForm } from './consent-form.tsx';

const route = getRouteApi('/auth/authorize');

/** Consent of the standard authorization-code flow; both answers lead back to the program. */
export function AuthorizePage(): JSX.Element {
  const search = route.useSearch();
  const { data: consent, error } = useQuery(authorizationQueryOf(search));
  const decide = useMutation({
    mutationFn: (choice: GrantChoice | undefined) =>
      oauth.authorize(search, choice ? 'approve' : 'deny', choice),
    onSuccess: ({ redirect_to }) => window.location.assign(redirect_to),
  });
  if (error) {
    return (
      <AuthFrame title="This request cannot be used">
        <Notice tone="danger">{messageOf(error)}</Notice>
      </AuthFrame>
    );
  }
  if (!consent)
    return (
      <AuthFrame title="Log in a program">
        <SkeletonRows rows={4} />
      </AuthFrame>
    );
  const failed = formError(decide.error, ['name']);
  return (
    <AuthFrame title={`Log in ${consent.client_name}?`} description="A program asks to act for you.">
      <ConsentForm
        consent={consent}
        busy={decide.isPending || decide.isSuccess}
        error={failed && <Notice tone="danger">{failed}</Notice>}
        nameError={fieldError(decide.error, 'name')}
        onApprove={(choice) => decide.mutate(choice)}
        onDeny={() => decide.mutate(undefined)}
      />
    </AuthFrame>
  );
}
