import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, type SubmitEvent, useState } from 'react';
import { formError } from '../../api/api-error.ts';
import { type Deployment, deploymentQuery, deployments } from '../../api/deployments.ts';
import { runsKey } from '../../api/runs.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, TextArea } from '../../ui/input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useAction } from '../inside/use-action.ts';
import { DeploymentLink, useOpen } from '../runs/place-link.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { ParameterField } from './parameter-field.tsx';
import { errorsByName, parametersOf } from './parameter-schema.ts';
import { ThingView } from '../runs/thing-view.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/deployments/deployment/$id/run');

/** Runs a deployment with other parameters than its own. */
export function CustomRunPage(): JSX.Element {
  const { place } = useWorkspace();
  const { id } = route.useParams();
  return (
    <ThingView
      what="deployment"
      list="deployments"
      query={useQuery({ ...deploymentQuery(place, id), refetchOnWindowFocus: false })}
    >
      {(deployment) => <CustomRun key={id} deployment={deployment} />}
    </ThingView>
  );
}

type Values = Readonly<Record<string, unknown>>;
const given = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** The values are not what the schema asks for. */
class Invalid extends Error {
  constructor(readonly fields: Readonly<Record<string, string>>) {
    super('The parameters do not fit.');
  }
}

function useCustomRun(deployment: Deployment) {
  const { place } = useWorkspace();
  const open = useOpen();
  const parameters = parametersOf(deployment.parameter_openapi_schema);
  const [values, setValues] = useState<Values>(() => ({
    ...Object.fromEntries(parameters.map(({ name, fallback }) => [name, fallback])),
    ...deployment.parameters,
  }));
  const [json, setJson] = useState<string | undefined>();
  const [name, setName] = useState('');
  const [tags, setTags] = useState('');
  const [later, setLater] = useState('');
  const start = useAction({
    run: async () => {
      const chosen = json === undefined ? given(values) : objectOf(json);
      if (deployment.enforce_parameter_schema && deployment.parameter_openapi_schema) {
        const { valid, errors } = await deployments.validate(
          place,
          deployment.parameter_openapi_schema,
          chosen,
        );
        if (!valid) throw new Invalid(errorsByName(errors));
      }
      return deployments.run(place, deployment.id, {
        parameters: chosen,
        ...(name.trim() ? { name: name.trim() } : {}),
        ...(tags.trim()
          ? {
              tags: tags
                .split(',')
                .map((tag) => tag.trim())
                .filter(Boolean),
            }
          : {}),
        ...(later
          ? { state: { type: 'SCHEDULED', state_details: { scheduled_time: new Date(later).toISOString() } } }
          : {}),
      });
    },
    refresh: [runsKey(place)],
    quiet: true,
    done: (run) => `${run.name} is scheduled`,
    then: (run) => open.run(run.id),
  });
  const fields = start.error instanceof Invalid ? start.error.fields : {};
  return {
    parameters,
    values,
    setValues,
    json,
    setJson,
    name,
    setName,
    tags,
    setTags,
    later,
    setLater,
    start,
    fields,
  };
}

function objectOf(text: string): Values {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Values;
  } catch {
    // said below, together with JSON that is no object
  }
  throw new Invalid({ '': 'This is not a JSON object.' });
}

function CustomRun({ deployment }: { deployment: Deployment }): JSX.Element {
  const form = useCustomRun(deployment);
  const open = useOpen();
  const { start, fields, json } = form;
  const isKnown = start.error instanceof Invalid;
  const others = Object.entries(fields)
    .filter(
      ([name]) => name === '' || json !== undefined || !form.parameters.some((one) => one.name === name),
    )
    .map(([name, text]) => (name ? `${name}: ${text}` : text));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <form noValidate onSubmit={submit} className="max-w-[720px]">
      <PageHeader
        above={
          <DeploymentLink id={deployment.id} className="text-13 text-ink-3 hover:text-ink">
            {deployment.name}
          </DeploymentLink>
        }
        title="Custom run"
        description="Once, with the parameters below; the deployment stays as it is."
      />
      <div className="flex flex-col gap-4">
        {start.error && (others.length > 0 || !isKnown) && (
          <Notice tone="danger">{others.join(' ') || formError(start.error, [])}</Notice>
        )}
        <Parameters form={form} />
        <Card title="Run">
          <div className="grid gap-4 grid-cols-1 sm:grid-cols-2">
            <Field label="Name" optional hint="Made up when left empty.">
              <Input
                value={form.name}
                autoComplete="off"
                onChange={({ target }) => form.setName(target.value)}
              />
            </Field>
            <Field label="Start" optional hint="At once when left empty; in your time zone.">
              <Input
                type="datetime-local"
                value={form.later}
                onChange={({ target }) => form.setLater(target.value)}
              />
            </Field>
            <Field label="More tags" optional hint="Separated by commas." className="sm:col-span-2">
              <Input
                value={form.tags}
                autoComplete="off"
                onChange={({ target }) => form.setTags(target.value)}
              />
            </Field>
          </div>
        </Card>
        <div className="flex justify-end gap-2">
          <Button onClick={() => open.deployment(deployment.id)}>Cancel</Button>
          <Button kind="primary" type="submit" icon="play" busy={start.isPending}>
            Run
          </Button>
        </div>
      </div>
    </form>
  );
}

const WAYS = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
] as const;

function Parameters({ form }: { form: ReturnType<typeof useCustomRun> }): JSX.Element {
  const { parameters, values, setValues, json, setJson, fields } = form;
  const [broken, setBroken] = useState<string | undefined>();
  const change = (way: 'form' | 'json'): void => {
    if (way === 'json') return setJson(JSON.stringify(given(values), null, 2));
    try {
      setValues(objectOf(json ?? '{}'));
      setJson(undefined);
      setBroken(undefined);
    } catch (error) {
      setBroken(error instanceof Invalid ? error.fields[''] : undefined);
    }
  };
  return (
    <Card
      title="Parameters"
      actions={
        <Segments
          label="Enter parameters as"
          options={WAYS}
          value={json === undefined ? 'form' : 'json'}
          onChange={change}
        />
      }
    >
      {json !== undefined ? (
        <Field label="Parameters as JSON" error={broken}>
          <TextArea
            mono
            rows={14}
            spellCheck={false}
            value={json}
            onChange={({ target }) => setJson(target.value)}
          />
        </Field>
      ) : parameters.length === 0 ? (
        <p className="text-ink-3">This flow takes no parameters.</p>
      ) : (
        <div className="flex flex-col gap-4">
          {parameters.map((parameter) => (
            <ParameterField
              key={parameter.name}
              parameter={parameter}
              value={values[parameter.name]}
              error={fields[parameter.name]}
              onChange={(value) => setValues((before) => ({ ...before, [parameter.name]: value }))}
            />
          ))}
        </div>
      )}
    </Card>
  );
}
