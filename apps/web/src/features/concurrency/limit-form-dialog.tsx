import { type JSX, useState } from 'react';
import { fieldError, formError } from '../../api/api-error.ts';
import { type GlobalLimit, limits, limitsKey } from '../../api/concurrency.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

/** Makes a limit, or changes one. */
export function LimitFormDialog(props: {
  readonly limit: GlobalLimit | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  const { limit, onClose } = props;
  const { place } = useWorkspace();
  const [name, setName] = useState(limit?.name ?? '');
  const [slots, setSlots] = useState(String(limit?.limit ?? 1));
  const [decay, setDecay] = useState(String(limit?.slot_decay_per_second ?? 0));
  const save = useAction({
    run: (): Promise<unknown> => {
      const body = { name: name.trim(), limit: Number(slots), slot_decay_per_second: Number(decay) };
      return limit ? limits.change(place, limit.id, body) : limits.create(place, { ...body, active: true });
    },
    refresh: [limitsKey(place)],
    quiet: true,
    done: limit ? 'Limit saved' : 'Limit created',
    then: onClose,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={limit ? `Change ${limit.name}` : 'New limit'}
      description="Flows and tasks that name it wait for a free slot."
      action={limit ? 'Save' : 'Create limit'}
      busy={save.isPending}
      error={formError(save.error, ['name', 'limit', 'slot_decay_per_second'])}
      onSubmit={() => save.mutate()}
    >
      <Field label="Name" error={fieldError(save.error, 'name')}>
        <Input
          mono
          autoFocus
          autoComplete="off"
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </Field>
      <Field label="Slots" error={fieldError(save.error, 'limit')}>
        <Input inputMode="numeric" value={slots} onChange={({ target }) => setSlots(target.value)} />
      </Field>
      <Field
        label="Slots freed each second"
        hint="Above zero it limits a rate: slots come back by themselves."
        error={fieldError(save.error, 'slot_decay_per_second')}
      >
        <Input inputMode="decimal" value={decay} onChange={({ target }) => setDecay(target.value)} />
      </Field>
    </FormDialog>
  );
}
