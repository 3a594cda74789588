import type { SessionOfUser } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { auth, authStateQuery, sessionsQuery } from '../../api/session.ts';
import { identitiesQuery, sso } from '../../api/sso.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PasswordInput } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { deviceOf } from './device-of.ts';

/** Sessions, password, and linked identity providers. */
export function SecurityPage(): JSX.Element {
  const { data: state } = useQuery(authStateQuery);
  if (state && !state.session) {
    return (
      <>
        <PageHeader title="Sign-in" />
        <EmptyState
          icon="shield"
          title="You are not signed in"
          action={
            <Link
              to="/auth/sign-in"
              search={{ next: '/profile/security' }}
              className={buttonClass('primary')}
            >
              Sign in
            </Link>
          }
        >
          On this machine you act as its owner without a session. Sign in as a user to see sessions and to set
          a password.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title="Sign-in" description="Where you are signed in, and how." />
      <div className="flex flex-col gap-6">
        <Sessions />
        {state?.session?.user.has_password && <PasswordCard />}
        <Identities />
      </div>
    </>
  );
}

function Sessions(): JSX.Element {
  const query = useQuery(sessionsQuery);
  const refresh = [['auth', 'sessions']];
  const revoke = useAction({
    run: (one: SessionOfUser) => auth.revokeSession(one.id),
    refresh,
    done: 'Signed out there',
  });
  const revokeOthers = useAction({
    run: () => auth.revokeOtherSessions(),
    refresh,
    done: 'Signed out everywhere else',
  });
  const hasOthers = (query.data?.length ?? 0) > 1;
  return (
    <Card
      flush
      title="Sessions"
      actions={
        hasOthers && (
          <Button size="small" busy={revokeOthers.isPending} onClick={() => revokeOthers.mutate()}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      <QueryView query={query} rows={2}>
        {(rows) => (
          <ul aria-label="Sessions" className="divide-y divide-line">
            {rows.map((one) => {
              const device = deviceOf(one.user_agent);
              return (
                <li key={one.id} className="flex min-h-14 items-center gap-3 px-4 py-2 sm:px-5">
                  <Icon name={device.isPhone ? 'phone' : 'laptop'} className="text-ink-3" />
                  <div className="min-w-0 flex-1">
                    <p className="flex items-center gap-2">
                      <span className="truncate font-medium">{device.name}</span>
                      {one.is_current && <Badge tone="ok">This browser</Badge>}
                    </p>
                    <p className="truncate text-12 text-ink-3">
                      {one.ip ?? 'Unknown address'} · <Time at={one.last_seen} />
                    </p>
                  </div>
                  {!one.is_current && (
                    <Button
                      size="small"
                      aria-label={`Sign out ${device.name}`}
                      onClick={() => revoke.mutate(one)}
                    >
                      Sign out
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </QueryView>
    </Card>
  );
}

function PasswordCard(): JSX.Element {
  const { data: state } = useQuery(authStateQuery);
  const [form, setForm] = useState({ current_password: '', password: '' });
  const save = useAction({
    run: () => auth.changePassword(form),
    refresh: [['auth', 'sessions']],
    quiet: true,
    done: 'Password changed',
    then: () => setForm({ current_password: '', password: '' }),
  });
  const problem = formError(save.error, ['current_password', 'password']);
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), save.mutate())}>
      <Card
        title="Password"
        footer={
          <Button
            type="submit"
            kind="primary"
            busy={save.isPending}
            disabled={!form.password || save.isPending}
          >
            Change password
          </Button>
        }
      >
        <div className="flex max-w-md flex-col gap-4">
          {problem && <Notice tone="danger">{problem}</Notice>}
          <Field label="Current password" error={fieldError(save.error, 'current_password')}>
            <PasswordInput
              autoComplete="current-password"
              value={form.current_password}
              onChange={(event) => setForm({ ...form, current_password: event.target.value })}
            />
          </Field>
          <Field
            label="New password"
            error={fieldError(save.error, 'password')}
            hint={`At least ${state?.password_characters_min ?? 10} characters. Other sessions are signed out.`}
          >
            <PasswordInput
              autoComplete="new-password"
              value={form.password}
              onChange={(event) => setForm({ ...form, password: event.target.value })}
            />
          </Field>
        </div>
      </Card>
    </form>
  );
}

function Identities(): JSX.Element | null {
  const { data: state } = useQuery(authStateQuery);
  const { data = [] } = useQuery({ ...identitiesQuery, retry: false });
  const link = useAction({
    run: (provider: string) => sso.link(provider, '/profile/security'),
    then: ({ redirect_to }) => window.location.assign(redirect_to),
  });
  const unlink = useAction({ run: sso.unlink, refresh: [['auth', 'identities']], done: 'Unlinked' });
  const linked = new Set(data.map((one) => one.provider));
  const others = (state?.providers ?? []).filter((provider) => !linked.has(provider.id));
  if (data.length === 0 && others.length === 0) return null;
  return (
    <Card title="Identity providers" flush>
      <ul className="divide-y divide-line">
        {data.map((one) => (
          <li key={one.id} className="flex min-h-14 items-center gap-3 px-4 py-2 sm:px-5">
            <Icon name="shield" className="text-ink-3" />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{one.provider_name}</span>
              <span className="block truncate text-12 text-ink-3">{one.email ?? one.issuer}</span>
            </span>
            <Button size="small" onClick={() => unlink.mutate(one.id)}>
              Unlink
            </Button>
          </li>
        ))}
        {others.map((provider) => (
          <li key={provider.id} className="flex min-h-14 items-center gap-3 px-4 py-2 sm:px-5">
            <Icon name="shield" className="text-ink-3" />
            <span className="flex-1 font-medium">{provider.name}</span>
            <Button size="small" onClick={() => link.mutate(provider.id)}>
              Link
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
