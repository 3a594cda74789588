import { type JSX, useState } from 'react';
import { accounts } from '../../api/accounts.ts';
import { fieldError, formError } from '../../api/api-error.ts';
import type { ServiceAccount } from '../../api/wire.ts';
import { type Expiry, expiryDate, ExpiryField } from '../../ui/expiry.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { useAction } from '../inside/use-action.ts';
import { useAccount } from './account-shell.tsx';

const OVERLAPS = [
  { value: '0', label: 'At once' },
  { value: '3600', label: 'After 1 hour' },
  { value: '86400', label: 'After 1 day' },
  { value: '604800', label: 'After 7 days' },
];

/** A new key for a service account; the old one may go on for a while, so that nothing stops. */
export function RotateKeyDialog(props: {
  readonly bot: ServiceAccount;
  readonly onClose: () => void;
  readonly onMade: (bot: ServiceAccount) => void;
}): JSX.Element {
  const { bot, onClose, onMade } = props;
  const { account_id } = useAccount();
  const [overlap, setOverlap] = useState('86400');
  const [expiry, setExpiry] = useState<Expiry>('90');
  const rotate = useAction({
    run: () =>
      accounts.rotateBotKey(account_id, bot.id, {
        api_key_expiration: expiryDate(expiry),
        old_key_expires_in_seconds: Number(overlap),
      }),
    refresh: [['account', account_id, 'bots']],
    quiet: true,
    then: onMade,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Replace the key of ${bot.name}`}
      action="Create new key"
      busy={rotate.isPending}
      error={formError(rotate.error, ['api_key_expiration', 'old_key_expires_in_seconds'])}
      onSubmit={() => rotate.mutate()}
    >
      <Field label="The old key stops working" error={fieldError(rotate.error, 'old_key_expires_in_seconds')}>
        <Select options={OVERLAPS} value={overlap} onChange={setOverlap} />
      </Field>
      <ExpiryField
        value={expiry}
        onChange={setExpiry}
        error={fieldError(rotate.error, 'api_key_expiration')}
      />
    </FormDialog>
  );
}
