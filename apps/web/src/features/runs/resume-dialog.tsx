import type { FlowRunResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { deployments, type JsonObject } from '../../api/deployments.ts';
import { inputQuery, runKey, runs, runsKey } from '../../api/runs.ts';
import { Code } from '../../ui/code.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toast.tsx';
import { ParameterField } from '../deployments/parameter-field.tsx';
import { errorsByName, parametersOf } from '../deployments/parameter-schema.ts';
import { useAction } from '../inside/use-action.ts';
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

class Refused extends Error {
  constructor(readonly fields: Readonly<Record<string, string>>) {
    super('refused');
  }
}
type Values = Readonly<Record<string, unknown>>;

/** Asks for what a paused run waits for, by the schema that the run left, and lets it go on. */
export function ResumeDialog(props: {
  readonly run: FlowRunResponse;
  readonly keys: InputKeys;
  readonly onClose: () => void;
}): JSX.Element {
  const { run, keys, onClose } = props;
  const { place } = useWorkspace();
  const schema = useQuery(inputQuery(place, run.id, keys.schema));
  const description = useQuery({
    ...inputQuery(place, run.id, keys.description ?? ''),
    enabled: keys.description !== undefined,
  });
  const [values, setValues] = useState<Values>({});
  const fields = parametersOf(asSchema(schema.data));
  const resume = useAction({
    run: async () => {
      const answer = given(values, fields);
      const known = asSchema(schema.data);
      if (known) {
        const { valid, errors } = await deployments.validate(place, known, answer);
        if (!valid) throw new Refused(errorsByName(errors));
      }
      return runs.resume(place, run.id, answer);
    },
    refresh: [runKey(place, run.id), runsKey(place)],
    quiet: true,
    then: ({ status, details }) => {
      if (status === 'ACCEPT') toast.ok('Run resumed');
      else toast.error('It does not go on', details.reason ?? undefined);
      onClose();
    },
  });
  const errors = resume.error instanceof Refused ? resume.error.fields : {};
  const others = Object.entries(errors)
    .filter(([name]) => !fields.some((field) => field.name === name))
    .map(([name, text]) => (name ? `${name}: ${text}` : text));
  const said =
    others.length > 0
      ? others.join(' ')
      : resume.error && !(resume.error instanceof Refused)
        ? messageOf(resume.error)
        : schema.error
          ? messageOf(schema.error)
          : undefined;
  return (
    <FormDialog
      open
      wide={fields.length > 3}
      onOpenChange={onClose}
      title={`Resume ${run.name}`}
      action="Resume"
      busy={resume.isPending}
      disabled={schema.data === undefined}
      error={said}
      onSubmit={() => resume.mutate()}
    >
      {typeof description.data === 'string' && description.data !== '' && (
        <Markdown text={description.data} />
      )}
      {schema.isPending && <Skeleton className="h-16 rounded-6" />}
      {schema.data !== undefined && fields.length === 0 && (
        <Code text={JSON.stringify(schema.data, null, 2)} label="What it asks for" />
      )}
      {fields.map((field) => (
        <ParameterField
          key={field.name}
          parameter={field}
          value={Object.hasOwn(values, field.name) ? values[field.name] : field.fallback}
          error={errors[field.name]}
          onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
    </FormDialog>
  );
}

const asSchema = (value: unknown): JsonObject | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;

/** What was filled in; what was left alone is what the schema says. */
const given = (values: Values, fields: ReturnType<typeof parametersOf>): Values =>
  Object.fromEntries(
    fields.flatMap(({ name, fallback, kind, isNullable }) => {
      const value = Object.hasOwn(values, name) ? values[name] : fallback;
      if (value !== undefined) return [[name, value]];
      return kind === 'switch' && !isNullable ? [[name, false]] : [];
    }),
  );
