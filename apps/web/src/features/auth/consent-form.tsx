import type { Consent } from '@orch/contract';
import { type JSX, type ReactNode, useState } from 'react';
import type { GrantChoice } from '../../api/sso.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';

const DAYS = [1, 7, 30, 90, 365];
const dayText = (days: number): string => (days === 1 ? '1 day' : days === 365 ? '1 year' : `${days} days`);

/** What a program asks for, in words, and the two answers. */
export function ConsentForm(props: {
  readonly consent: Consent;
  readonly busy: boolean;
  readonly error?: ReactNode;
  readonly nameError?: string | undefined;
  readonly onApprove: (choice: GrantChoice) => void;
  readonly onDeny: () => void;
}): JSX.Element {
  const { consent, busy, error, nameError, onApprove, onDeny } = props;
  const [name, setName] = useState(consent.key_name);
  const [days, setDays] = useState(String(consent.expires_in_days));
  const offered = [...new Set([...DAYS, consent.expires_in_days])]
    .filter((day) => day <= consent.expires_in_days_max)
    .sort((a, b) => a - b);
  const options = offered.map((day) => ({ value: String(day), label: dayText(day) }));
  return (
    <>
      <div className="flex items-center gap-3 rounded-8 border border-line bg-sunken px-3 py-2.5">
        <Avatar name={consent.user.handle} size={32} />
        <div className="min-w-0">
          <p className="truncate text-13 font-medium">{consent.user.handle}</p>
          {consent.user.email && <p className="truncate text-12 text-ink-3">{consent.user.email}</p>}
        </div>
      </div>
      <ul className="flex flex-col gap-2 text-13 text-ink-2">
        <Point>An API key is created that acts as you, in every workspace you may enter.</Point>
        <Point>
          It is handed to <strong className="font-medium break-all text-ink">{consent.destination}</strong>.
        </Point>
        <Point>You can revoke it at any time in your profile.</Point>
      </ul>
      <div className="grid gap-3 sm:grid-cols-[1fr_120px]">
        <Field label="Key name" error={nameError}>
          <Input large value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label="Expires in">
          <Select large options={options} value={days} onChange={setDays} />
        </Field>
      </div>
      {error}
      <div className="grid grid-cols-2 gap-2">
        <Button size="large" disabled={busy} onClick={onDeny}>
          Deny
        </Button>
        <Button
          kind="primary"
          size="large"
          busy={busy}
          onClick={() => onApprove({ name, expires_in_days: Number(days) })}
        >
          Approve
        </Button>
      </div>
    </>
  );
}

function Point({ children }: { children: ReactNode }): JSX.Element {
  return (
    <li className="flex items-start gap-2">
      <Icon name="check" size={14} className="mt-[3px] text-ink-3" />
      <span className="min-w-0">{children}</span>
    </li>
  );
}
