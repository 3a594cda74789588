import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { sso } from '../../api/sso.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AuthFrame } from './auth-frame.tsx';

const route = getRouteApi('/auth/sso/confirm-domain');

/** Whoever reads the mail of a domain confirms that its people may sign in by an account's provider. */
export function ConfirmDomainPage(): JSX.Element {
  const { token = '' } = route.useSearch();
  const confirm = useMutation({ mutationFn: () => sso.confirmDomain(token) });
  if (confirm.data) {
    return (
      <AuthFrame
        title="Domain confirmed"
        description={`People with addresses of ${confirm.data.domain} can now sign in by single sign-on.`}
      >
        {null}
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title="Confirm your domain"
      description="An account on this server asks to sign in people of your domain by its own identity provider. Confirm only if you know about it."
    >
      {confirm.error && <Notice tone="danger">{messageOf(confirm.error)}</Notice>}
      <Button kind="primary" size="large" busy={confirm.isPending} onClick={() => confirm.mutate()}>
        Confirm the domain
      </Button>
    </AuthFrame>
  );
}
