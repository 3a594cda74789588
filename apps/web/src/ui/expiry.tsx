import type { JSX } from 'react';
import { Field } from './field.tsx';
import { Select } from './select.tsx';

export type Expiry = '7' | '30' | '90' | '365' | 'never';
const OPTIONS: readonly { value: Expiry; label: string }[] = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'never', label: 'No expiry' },
];
const DAY_MS = 86_400_000;

/** The moment, as the server takes it; null: never. */
export const expiryDate = (expiry: Expiry, now: number = Date.now()): string | null =>
  expiry === 'never' ? null : new Date(now + Number(expiry) * DAY_MS).toISOString();

/** How long a key is good for. */
export function ExpiryField(props: {
  readonly value: Expiry;
  readonly onChange: (value: Expiry) => void;
  readonly error?: string | undefined;
}): JSX.Element {
  const { value, onChange, error } = props;
  return (
    <Field
      label="Expires in"
      error={error}
      hint={value === 'never' ? 'A key that never expires works until it is revoked.' : undefined}
    >
      <Select options={OPTIONS} value={value} onChange={onChange} />
    </Field>
  );
}
