import type { MeResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { auth, authStateQuery, meQuery } from '../../api/session.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { personName } from '../inside/person-menu.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';

/** How others see one. */
export function ProfilePage(): JSX.Element {
  const query = useQuery(meQuery);
  return (
    <>
      <PageHeader title="Profile" description="How others see you." />
      <QueryView query={query}>{(me) => <ProfileForm me={me} />}</QueryView>
    </>
  );
}

function ProfileForm({ me }: { me: MeResponse }): JSX.Element {
  const { data: state } = useQuery(authStateQuery);
  const [form, setForm] = useState({
    first_name: me.first_name ?? '',
    last_name: me.last_name ?? '',
    handle: me.handle,
  });
  const save = useAction({
    run: () => auth.updateProfile(form),
    refresh: [['me'], ['auth', 'state']],
    quiet: true,
    done: 'Profile saved',
  });
  const resend = useAction({ run: () => auth.resendVerification(), done: 'The link is on its way' });
  const set = (change: Partial<typeof form>): void => setForm({ ...form, ...change });
  const problem = formError(save.error, ['first_name', 'last_name', 'handle']);
  const isVerified = state?.session?.user.email_verified;
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), save.mutate())}>
      <Card
        footer={
          <Button type="submit" kind="primary" busy={save.isPending}>
            Save
          </Button>
        }
      >
        <div className="flex items-center gap-4 pb-5">
          <Avatar name={personName(me)} size={40} />
          <div className="min-w-0">
            <p className="truncate text-14 font-medium">{personName(me)}</p>
            <p className="flex flex-wrap items-center gap-2 text-ink-2">
              <span className="truncate">{me.email ?? 'No e-mail address'}</span>
              {isVerified === true && <Badge tone="ok">Confirmed</Badge>}
              {isVerified === false && <Badge tone="warn">Not confirmed</Badge>}
            </p>
          </div>
        </div>
        {isVerified === false && (
          <div className="pb-5">
            <Notice
              tone="warn"
              title="Your address is not confirmed"
              actions={
                <Button size="small" busy={resend.isPending} onClick={() => resend.mutate()}>
                  Send the link
                </Button>
              }
            >
              Open the link in the mail that we sent.
            </Notice>
          </div>
        )}
        <div className="flex max-w-md flex-col gap-4">
          {problem && <Notice tone="danger">{problem}</Notice>}
          <div className="grid grid-cols-2 gap-3">
            <Field label="First name" error={fieldError(save.error, 'first_name')}>
              <Input
                autoComplete="given-name"
                value={form.first_name}
                onChange={(event) => set({ first_name: event.target.value })}
              />
            </Field>
            <Field label="Last name" error={fieldError(save.error, 'last_name')}>
              <Input
                autoComplete="family-name"
                value={form.last_name}
                onChange={(event) => set({ last_name: event.target.value })}
              />
            </Field>
          </div>
          <Field
            label="Handle"
            error={fieldError(save.error, 'handle')}
            hint="Lower-case letters, digits and dashes."
          >
            <Input mono value={form.handle} onChange={(event) => set({ handle: event.target.value })} />
          </Field>
        </div>
      </Card>
    </form>
  );
}
