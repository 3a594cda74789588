import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { poolsKey } from '../../api/work-pools.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

/** How many runs may be underway at the same time. */
export function LimitDialog(props: {
  readonly title: string;
  readonly limit: number | null;
  readonly save: (limit: number | null) => Promise<unknown>;
  readonly onClose: () => void;
}): JSX.Element {
  const { title, limit, save, onClose } = props;
  const { place } = useWorkspace();
  const [text, setText] = useState(limit === null ? '' : String(limit));
  const change = useAction({
    run: () => save(text.trim() === '' ? null : Number(text)),
    refresh: [poolsKey(place)],
    quiet: true,
    done: 'Limit saved',
    then: onClose,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={title}
      action="Save"
      busy={change.isPending}
      error={formError(change.error, ['concurrency_limit'])}
      onSubmit={() => change.mutate()}
    >
      <Field
        label="Runs at once"
        hint="No limit when left empty; 0 lets nothing begin."
        error={fieldError(change.error, 'concurrency_limit')}
      >
        <Input autoFocus inputMode="numeric" value={text} onChange={({ target }) => setText(target.value)} />
      </Field>
    </FormDialog>
  );
}
