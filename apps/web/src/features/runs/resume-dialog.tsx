import type { FlowRunResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { messageOf } from '../../api/api-error.ts';
import type { JsonObject } from '../../api/deployments.ts';
import { inputQuery, runKey, runs, runsKey } from '../../api/runs.ts';
import { Code } from '../../ui/code.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toast.tsx';
import { useAction } from '../inside/use-action.ts';
import { acceptedValues, valuesError } from '../schema-form/accepted-values.ts';
import { fallbacksOf, fieldsOf } from '../schema-form/schema-field.ts';
import { SchemaErrors, SchemaFields } from '../schema-form/schema-fields.tsx';
import { useSchemaDraft } from '../schema-form/use-schema-draft.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

/** Where a paused run keeps what it asks for. */
export interface InputKeys {
  readonly schema: string;
  readonly description?: string | undefined;
}

/** What the run waits to be told; `undefined` when it only waits for somebody to go on. */
export function inputKeysOf(run: FlowRunResponse): InputKeys | undefined {
  const details = run.state?.state_details as { readonly run_input_keyset?: unknown } | undefined;
  const keys = details?.run_input_keyset;
  if (typeof keys !== 'object' || keys === null) return undefined;
  const { schema, description } = keys as Readonly<Record<string, unknown>>;
  if (typeof schema !== 'string') return undefined;
  return { schema, ...(typeof description === 'string' ? { description } : {}) };
}

interface ResumeProps {
  readonly run: FlowRunResponse;
  readonly onClose: () => void;
}

/** Asks for what a paused run waits for, by the schema that the run left, and lets it go on. */
export function ResumeDialog({ run, keys, onClose }: ResumeProps & { keys: InputKeys }): JSX.Element {
  const { place } = useWorkspace();
  const schema = useQuery(inputQuery(place, run.id, keys.schema));
  const description = useQuery({
    ...inputQuery(place, run.id, keys.description ?? ''),
    enabled: keys.description !== undefined,
  });
  const told = typeof description.data === 'string' ? description.data : '';
  if (schema.data !== undefined)
    return <Asked run={run} schema={schema.data} description={told} onClose={onClose} />;
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title={`Resume ${run.name}`}
      action="Resume"
      busy={false}
      disabled
      error={schema.error ? messageOf(schema.error) : undefined}
      onSubmit={() => {}}
    >
      {schema.isPending && <Skeleton className="h-16 rounded-6" />}
    </FormDialog>
  );
}

function Asked(props: ResumeProps & { schema: unknown; description: string }): JSX.Element {
  const { run, schema, description, onClose } = props;
  const { place } = useWorkspace();
  const known = asSchema(schema);
  const fields = fieldsOf(known);
  const draft = useSchemaDraft(fields, () => fallbacksOf(fields));
  const resume = useAction({
    run: async () => runs.resume(place, run.id, await acceptedValues(place, draft, known)),
    refresh: [runKey(place, run.id), runsKey(place)],
    quiet: true,
    then: ({ status, details }) => {
      if (status === 'ACCEPT') toast.ok('Run resumed');
      else toast.error('It does not go on', details.reason ?? undefined);
      onClose();
    },
  });
  return (
    <FormDialog
      open
      wide={fields.length > 3}
      onOpenChange={onClose}
      title={`Resume ${run.name}`}
      action="Resume"
      busy={resume.isPending}
      error={draft.errors[''] ?? valuesError(resume.error, [])}
      onSubmit={() => resume.mutate()}
    >
      {description !== '' && <Markdown text={description} />}
      {fields.length === 0 && <Code text={JSON.stringify(schema, null, 2)} label="What it asks for" />}
      <SchemaErrors value={draft.errors}>
        <SchemaFields fields={fields} values={draft.values} onChange={draft.setValues} />
      </SchemaErrors>
    </FormDialog>
  );
}

const asSchema = (value: unknown): JsonObject | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
