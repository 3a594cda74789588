import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import type { CollisionStrategy } from '../../api/deployments.ts';
import { poolsQuery, queuesQuery } from '../../api/work-pools.ts';
import { Card } from '../../ui/card.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { JsonInput } from '../../ui/json-input.tsx';
import { NotJson } from '../../ui/not-json.ts';
import { Select } from '../../ui/select.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import type { EditPart } from './edit-part.ts';

const STRATEGIES: readonly { readonly value: CollisionStrategy; readonly label: string }[] = [
  { value: 'ENQUEUE', label: 'Further runs wait' },
  { value: 'CANCEL_NEW', label: 'Further runs are cancelled' },
];
const NONE = '';

/** Work pool, queue, how many at once, and what the infrastructure is told. */
export function WhereItRuns({ change, put }: EditPart): JSX.Element {
  const { place } = useWorkspace();
  const pool = change.work_pool_name ?? NONE;
  const { data: pools = [] } = useQuery(poolsQuery(place));
  const { data: queues = [] } = useQuery({ ...queuesQuery(place, pool), enabled: pool !== NONE });
  return (
    <Card title="Where it runs">
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field label="Work pool">
          <Combobox
            options={[
              { value: NONE, label: 'None', hint: 'Runs where it is served' },
              ...pools.map(({ name, type }) => ({ value: name, label: name, hint: type })),
            ]}
            value={pool}
            onChange={(next) => put({ work_pool_name: next || null, work_queue_name: null })}
          />
        </Field>
        {pool !== NONE && (
          <Field label="Work queue">
            <Combobox
              options={queues.map(({ name }) => ({ value: name, label: name }))}
              value={change.work_queue_name ?? 'default'}
              onChange={(next) => put({ work_queue_name: next })}
            />
          </Field>
        )}
        <Field label="Runs at once" optional hint="No limit when left empty.">
          <Input
            inputMode="numeric"
            value={change.concurrency_limit === null ? '' : String(change.concurrency_limit)}
            onChange={({ target }) =>
              put({ concurrency_limit: Number(target.value.replace(/\D/g, '')) || null })
            }
          />
        </Field>
        {change.concurrency_limit !== null && (
          <Field label="When the limit is reached">
            <Select
              options={STRATEGIES}
              value={change.concurrency_options?.collision_strategy ?? 'ENQUEUE'}
              onChange={(strategy) =>
                put({ concurrency_options: { ...change.concurrency_options, collision_strategy: strategy } })
              }
            />
          </Field>
        )}
        {pool !== NONE && (
          <Field
            label="Job variables"
            optional
            className="sm:col-span-2"
            hint="In place of the work pool's own; its job template names them."
            error={change.job_variables instanceof NotJson ? 'This is not JSON.' : undefined}
          >
            <JsonInput
              value={change.job_variables}
              onChange={(variables) => put({ job_variables: variables ?? {} })}
            />
          </Field>
        )}
      </div>
    </Card>
  );
}
