import type { AcceptedInvitation, InvitationForInvited } from '@orch/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { invitationQuery, invitations } from '../../api/invitations.ts';
import { auth, authStateQuery } from '../../api/session.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Facts } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { DayText } from '../../ui/time.tsx';
import { AuthFrame } from './auth-frame.tsx';

const route = getRouteApi('/auth/invitation');

/** The link of an invitation: for somebody new, for the right user, for another one. */
export function InvitationPage(): JSX.Element {
  const { token = '' } = route.useSearch();
  const { data: invitation, error } = useQuery(invitationQuery(token));
  const { data: state } = useQuery(authStateQuery);
  const decline = useMutation({ mutationFn: () => invitations.decline(token) });
  if (error) {
    return (
      <AuthFrame title="This invitation cannot be used">
        <Notice tone="danger">It was already used, taken back, or is too old.</Notice>
        <p className="text-13 text-ink-2">Ask the person who invited you for a new one.</p>
        <Link to="/" className={buttonClass('secondary', 'large')}>
          Go home
        </Link>
      </AuthFrame>
    );
  }
  if (decline.isSuccess)
    return (
      <AuthFrame title="Invitation declined" description="You can close this page.">
        {null}
      </AuthFrame>
    );
  if (!invitation || !state)
    return (
      <AuthFrame title="Your invitation">
        <SkeletonRows rows={3} />
      </AuthFrame>
    );
  const place = invitation.workspace_name ?? invitation.account_name;
  return (
    <AuthFrame title={`Join ${place}`} description={`${invitation.invited_by} invited you.`}>
      <div className="rounded-8 border border-line bg-sunken px-4 py-3">
        <Facts
          rows={[
            ['Account', invitation.account_name],
            ...(invitation.workspace_name ? [['Workspace', invitation.workspace_name] as const] : []),
            ['Role', invitation.workspace_role_name ?? invitation.account_role_name ?? 'Member'],
            ['For', invitation.email],
            ['Good until', <DayText key="until" at={invitation.expires} />],
          ]}
        />
      </div>
      {decline.error && <Notice tone="danger">{messageOf(decline.error)}</Notice>}
      {state.session ? (
        <AcceptButtons
          token={token}
          invitation={invitation}
          email={state.session.user.email}
          onDecline={() => decline.mutate()}
        />
      ) : (
        <StrangerButtons token={token} email={invitation.email} onDecline={() => decline.mutate()} />
      )}
    </AuthFrame>
  );
}

function StrangerButtons({
  token,
  email,
  onDecline,
}: {
  token: string;
  email: string;
  onDecline: () => void;
}): JSX.Element {
  const next = `/auth/invitation?token=${encodeURIComponent(token)}`;
  return (
    <div className="flex flex-col gap-2">
      <Link
        to="/auth/sign-up"
        search={{ invitation_token: token }}
        className={buttonClass('primary', 'large')}
      >
        Create an account and join
      </Link>
      <Link to="/auth/sign-in" search={{ next, email }} className={buttonClass('secondary', 'large')}>
        Sign in and join
      </Link>
      <Button kind="ghost" onClick={onDecline} className="self-center">
        Decline
      </Button>
    </div>
  );
}

interface AcceptProps {
  readonly token: string;
  readonly invitation: InvitationForInvited;
  readonly email: string;
  readonly onDecline: () => void;
}

function AcceptButtons({ token, invitation, email, onDecline }: AcceptProps): JSX.Element {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const accept = useMutation({
    mutationFn: () => invitations.accept(token),
    onSuccess: async (joined: AcceptedInvitation) => {
      await queryClient.invalidateQueries({ queryKey: ['me'] });
      await navigate(
        joined.workspace_id
          ? {
              to: '/account/$account/workspace/$workspace',
              params: { account: joined.account_id, workspace: joined.workspace_id },
            }
          : { to: '/account/$account', params: { account: joined.account_handle } },
      );
    },
  });
  const signOut = useMutation({
    mutationFn: () => auth.signOut(),
    onSuccess: () => queryClient.fetchQuery({ ...authStateQuery, staleTime: 0 }),
  });
  const isForOther =
    !invitation.allow_other_address && email.toLowerCase() !== invitation.email.toLowerCase();
  if (isForOther) {
    return (
      <>
        <Notice tone="warn" title="This invitation is for another address">
          You are signed in as {email}.
        </Notice>
        <Button size="large" busy={signOut.isPending} onClick={() => signOut.mutate()}>
          Use another user
        </Button>
      </>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      {accept.error && <Notice tone="danger">{messageOf(accept.error)}</Notice>}
      <Button kind="primary" size="large" busy={accept.isPending} onClick={() => accept.mutate()}>
        Accept
      </Button>
      <Button size="large" onClick={onDecline}>
        Decline
      </Button>
      <p className="text-center text-12 text-ink-3">Signed in as {email}</p>
    </div>
  );
}
