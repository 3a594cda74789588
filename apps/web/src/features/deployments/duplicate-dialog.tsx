import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { type Deployment, deployments, deploymentsKey } from '../../api/deployments.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { useAction } from '../inside/use-action.ts';
import { useOpen } from '../runs/place-link.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

/** The same deployment under another name, to change it without touching the first. */
export function DuplicateDialog(props: {
  readonly deployment: Deployment;
  readonly onClose: () => void;
}): JSX.Element {
  const { deployment, onClose } = props;
  const { place } = useWorkspace();
  const open = useOpen();
  const [name, setName] = useState(`${deployment.name}-copy`);
  const copy = useAction({
    run: () => deployments.duplicate(place, deployment, name.trim()),
    refresh: [deploymentsKey(place)],
    quiet: true,
    done: 'Deployment duplicated',
    then: ({ id }) => {
      onClose();
      open.deployment(id);
    },
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Duplicate ${deployment.name}`}
      description="With its parameters and job variables. Its schedules come along, switched off."
      action="Duplicate"
      busy={copy.isPending}
      disabled={name.trim() === '' || name.trim() === deployment.name}
      error={formError(copy.error, ['name'])}
      onSubmit={() => copy.mutate()}
    >
      <Field label="Name" error={fieldError(copy.error, 'name')}>
        <Input autoFocus autoComplete="off" value={name} onChange={({ target }) => setName(target.value)} />
      </Field>
    </FormDialog>
  );
}
