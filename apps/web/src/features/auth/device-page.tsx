import type { DeviceRequest } from '@orch/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type JSX, type SubmitEvent, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { deviceQueryOf, type GrantChoice, oauth } from '../../api/sso.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { ConsentForm } from './consent-form.tsx';

const tidy = (code: string): string => {
  const letters = code
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 8);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
};

/** A machine without a browser shows a code; here it is typed and approved. */
export function DevicePage(): JSX.Element {
  const { user_code } = useSearch({ strict: false });
  const [typed, setTyped] = useState(tidy(user_code ?? ''));
  const [code, setCode] = useState(user_code ? tidy(user_code) : undefined);
  const request = useQuery({ ...deviceQueryOf(code ?? ''), enabled: code !== undefined });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setCode(typed);
  };
  if (code !== undefined && request.data) return <Approval code={code} request={request.data} />;
  if (code !== undefined && request.isPending)
    return (
      <AuthFrame title="Connect a device">
        <SkeletonRows rows={4} />
      </AuthFrame>
    );
  return (
    <AuthFrame title="Connect a device" description="Type the code that the device shows.">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label="Code"
          error={request.isError && code === typed ? 'This code is unknown, used or too old.' : undefined}
        >
          <Input
            large
            mono
            autoFocus
            autoComplete="off"
            spellCheck={false}
            placeholder="XXXX-XXXX"
            value={typed}
            onChange={(event) => setTyped(tidy(event.target.value))}
            className="text-center tracking-[0.2em]"
          />
        </Field>
        <Button type="submit" kind="primary" size="large" disabled={typed.length < 9}>
          Continue
        </Button>
      </form>
    </AuthFrame>
  );
}

function Approval({ code, request }: { code: string; request: DeviceRequest }): JSX.Element {
  const decide = useMutation({
    mutationFn: (choice: GrantChoice | undefined) =>
      oauth.device({ user_code: code, decision: choice ? 'approve' : 'deny', ...choice }),
  });
  if (decide.data) {
    return decide.data.status === 'approved' ? (
      <AuthFrame title="Device connected" description="Go back to the device: it goes on by itself.">
        {null}
      </AuthFrame>
    ) : (
      <AuthFrame title="Request denied" description="No key was created. You can close this page.">
        {null}
      </AuthFrame>
    );
  }
  const failed = formError(decide.error, ['name']);
  return (
    <AuthFrame
      title={`Connect ${request.client_name}?`}
      description="Approve only if you started this yourself and the device shows this code."
    >
      <p
        aria-label="Code"
        className="rounded-8 border border-line bg-sunken py-3 text-center font-mono text-20 font-medium tracking-[0.2em]"
      >
        {request.user_code}
      </p>
      {request.ip && <p className="-mt-2 text-12 text-ink-3">Asked from {request.ip}</p>}
      <ConsentForm
        consent={request}
        busy={decide.isPending}
        error={failed && <Notice tone="danger">{failed}</Notice>}
        nameError={fieldError(decide.error, 'name')}
        onApprove={(choice) => decide.mutate(choice)}
        onDeny={() => decide.mutate(undefined)}
      />
    </AuthFrame>
  );
}
