import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { fieldError } from '../../api/api-error.ts';
import type { NewRun } from '../../api/deployments.ts';
import { queuesQuery } from '../../api/work-pools.ts';
import { Card } from '../../ui/card.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { TokenInput } from '../../ui/token-input.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

/** What can be said about a run besides its values. */
export interface RunOptions {
  readonly name: string;
  readonly tags: readonly string[];
  /** As the browser's control writes it, in the time zone of who looks; empty for at once. */
  readonly start: string;
  /** Empty for the deployment's own. */
  readonly queue: string;
}
export const NO_OPTIONS: RunOptions = { name: '', tags: [], start: '', queue: '' };

/** Those that were given, as the server takes them. */
export const optionsOf = ({ name, tags, start, queue }: RunOptions): NewRun => ({
  ...(name.trim() ? { name: name.trim() } : {}),
  ...(tags.length > 0 ? { tags } : {}),
  ...(queue ? { work_queue_name: queue } : {}),
  ...(start
    ? { state: { type: 'SCHEDULED', state_details: { scheduled_time: new Date(start).toISOString() } } }
    : {}),
});

/** Name, start, queue and tags of a run. */
export function RunOptionsCard(props: {
  readonly pool: string | null;
  readonly ownQueue: string | null;
  readonly options: RunOptions;
  readonly error: unknown;
  readonly onChange: (options: RunOptions) => void;
}): JSX.Element {
  const { pool, ownQueue, options, error, onChange } = props;
  const { place } = useWorkspace();
  const { data: queues = [] } = useQuery({ ...queuesQuery(place, pool ?? ''), enabled: pool !== null });
  const put = (change: Partial<RunOptions>): void => onChange({ ...options, ...change });
  return (
    <Card title="Run">
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field label="Name" optional hint="Made up when left empty." error={fieldError(error, 'name')}>
          <Input
            value={options.name}
            autoComplete="off"
            onChange={({ target }) => put({ name: target.value })}
          />
        </Field>
        <Field label="Start" optional hint="At once when left empty; in your time zone.">
          <Input
            type="datetime-local"
            value={options.start}
            onChange={({ target }) => put({ start: target.value })}
          />
        </Field>
        {pool !== null && (
          <Field label="Work queue" error={fieldError(error, 'work_queue_name')}>
            <Combobox
              options={[
                { value: '', label: ownQueue ?? 'default', hint: "The deployment's own" },
                ...queues
                  .filter(({ name }) => name !== (ownQueue ?? 'default'))
                  .map(({ name }) => ({ value: name, label: name })),
              ]}
              value={options.queue}
              onChange={(queue) => put({ queue })}
            />
          </Field>
        )}
        <Field label="More tags" optional hint="Enter after each.">
          <TokenInput free value={options.tags} onChange={(tags) => put({ tags })} />
        </Field>
      </div>
    </Card>
  );
}
