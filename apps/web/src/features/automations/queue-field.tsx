import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { Action } from '../../api/automations.ts';
import { queuesQuery } from '../../api/work-pools.ts';
import { Field } from '../../ui/field.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import type { Things } from './use-things.ts';

const INFERRED = 'inferred';

/** A queue is chosen by its pool first. */
export function QueueField(props: {
  readonly action: Action;
  readonly things: Things;
  readonly onChange: (action: Action) => void;
}): JSX.Element {
  const { action, things, onChange } = props;
  const { place } = useWorkspace();
  const pools = things.options['work-pool'];
  const [pool, setPool] = useState('');
  const name = pools.find(({ value }) => value === pool)?.label ?? '';
  const { data: queues = [] } = useQuery({ ...queuesQuery(place, name), enabled: name !== '' });
  const { work_queue_id: id, ...others } = action;
  const rest = { ...others, type: action.type };
  const isInferred = action['source'] === INFERRED;
  const chosen = typeof id === 'string' ? id : '';
  const unlisted =
    chosen && !queues.some((one) => one.id === chosen) ? [{ value: chosen, label: chosen }] : [];
  return (
    <div className="grid gap-4 grid-cols-1 sm:grid-cols-2">
      <Field label="Work pool">
        <Combobox
          options={[{ value: INFERRED, label: 'The queue of the event' }, ...pools]}
          value={isInferred ? INFERRED : pool}
          onChange={(next) => {
            setPool(next);
            onChange(next === INFERRED ? { ...rest, source: INFERRED } : { ...rest, source: 'selected' });
          }}
        />
      </Field>
      {!isInferred && (
        <Field label="Work queue">
          <Combobox
            options={[...queues.map((one) => ({ value: one.id, label: one.name })), ...unlisted]}
            value={chosen}
            empty="Choose a pool first"
            onChange={(next) => onChange({ ...action, source: 'selected', work_queue_id: next })}
          />
        </Field>
      )}
    </div>
  );
}
