import { type JSX, useState } from 'react';
import { formError } from '../../api/api-error.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';

/** Deletes something large, by whoever types its handle. */
export function DeleteCard(props: {
  /** "account", "workspace". */
  readonly what: string;
  readonly name: string;
  readonly handle: string;
  readonly description: string;
  /** What happens at once. */
  readonly warning: string;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onDelete: () => void;
}): JSX.Element {
  const { what, name, handle, description, warning, isBusy, error, onDelete } = props;
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  return (
    <Card
      danger
      title={`Delete this ${what}`}
      description={description}
      actions={
        <Button kind="danger-quiet" onClick={() => setOpen(true)}>
          Delete {what}
        </Button>
      }
    >
      {isOpen && (
        <FormDialog
          open
          onOpenChange={setOpen}
          title={`Delete ${name}?`}
          description={warning}
          action={`Delete ${what}`}
          disabled={typed !== handle}
          busy={isBusy}
          error={formError(error, [])}
          onSubmit={onDelete}
        >
          <Field label={`Type ${handle} to confirm`}>
            <Input
              mono
              autoFocus
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </Field>
        </FormDialog>
      )}
    </Card>
  );
}
