import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { formError } from '../../api/api-error.ts';
import {
  type Deployment,
  type DeploymentChange,
  deployments,
  deploymentsKey,
} from '../../api/deployments.ts';
import { Card } from '../../ui/card.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, TextArea } from '../../ui/input.tsx';
import { JsonInput } from '../../ui/json-input.tsx';
import { NotJson } from '../../ui/not-json.ts';
import { Notice } from '../../ui/notice.tsx';
import { TokenInput } from '../../ui/token-input.tsx';
import { useAction } from '../inside/use-action.ts';
import { useOpen } from '../runs/place-link.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { DeploymentForm, DeploymentFormView } from './deployment-form.tsx';
import type { EditPart } from './edit-part.ts';
import { WhereItRuns } from './where-it-runs.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/deployments/deployment/$id/edit');

/** Changes a deployment; what comes with its code is shown and can be corrected. */
export function EditDeploymentPage(): JSX.Element {
  const { id } = route.useParams();
  return (
    <DeploymentFormView id={id}>
      {(deployment) => <Edit key={id} deployment={deployment} />}
    </DeploymentFormView>
  );
}

const changeOf = (one: Deployment): DeploymentChange => ({
  description: one.description,
  tags: one.tags,
  version: one.version,
  entrypoint: one.entrypoint,
  path: one.path,
  work_pool_name: one.work_pool_name,
  work_queue_name: one.work_queue_name,
  concurrency_limit: one.global_concurrency_limit?.limit ?? null,
  concurrency_options: one.concurrency_options,
  parameters: one.parameters,
  enforce_parameter_schema: one.enforce_parameter_schema,
  job_variables: one.job_variables,
});

function Edit({ deployment }: { deployment: Deployment }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const [change, setChange] = useState(() => changeOf(deployment));
  const put = (next: Partial<DeploymentChange>): void => setChange((before) => ({ ...before, ...next }));
  const save = useAction({
    run: () => deployments.change(place, deployment.id, onlyChanged(changeOf(deployment), change)),
    refresh: [deploymentsKey(place)],
    quiet: true,
    done: 'Deployment saved',
    then: () => open.deployment(deployment.id),
  });
  const isBroken = change.parameters instanceof NotJson || change.job_variables instanceof NotJson;
  return (
    <DeploymentForm
      deployment={deployment}
      title="Edit deployment"
      description="The next deploy of its code writes these again."
      action="Save deployment"
      isBusy={save.isPending}
      isBroken={isBroken}
      onSubmit={() => save.mutate()}
    >
      {save.error ? <Notice tone="danger">{formError(save.error, [])}</Notice> : null}
      <Card title="About">
        <div className="flex flex-col gap-4">
          <Field label="Description" optional hint="Markdown.">
            <TextArea
              value={change.description ?? ''}
              onChange={({ target }) => put({ description: target.value || null })}
            />
          </Field>
          <Field label="Tags" optional>
            <TokenInput free value={change.tags} onChange={(tags) => put({ tags })} />
          </Field>
        </div>
      </Card>
      <WhereItRuns change={change} put={put} />
      <ParametersCard change={change} put={put} />
      <CodeCard change={change} put={put} />
    </DeploymentForm>
  );
}

/** Members that nobody touched are not sent: somebody else may have changed them. */
const onlyChanged = (before: DeploymentChange, after: DeploymentChange): Partial<DeploymentChange> =>
  Object.fromEntries(
    Object.entries(after).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof DeploymentChange]),
    ),
  );

function ParametersCard({ change, put }: EditPart): JSX.Element {
  return (
    <Card title="Parameters" description="What the flow is called with when a run says nothing else.">
      <div className="flex flex-col gap-4">
        <Field
          label="Values as JSON"
          error={change.parameters instanceof NotJson ? 'This is not JSON.' : undefined}
        >
          <JsonInput
            value={change.parameters}
            onChange={(parameters) => put({ parameters: parameters ?? {} })}
          />
        </Field>
        <Switch
          label="Check values against the schema"
          hint="Runs with values that do not fit are refused."
          checked={change.enforce_parameter_schema}
          onChange={(isOn) => put({ enforce_parameter_schema: isOn })}
        />
      </div>
    </Card>
  );
}

function CodeCard({ change, put }: EditPart): JSX.Element {
  const text = (name: 'version' | 'entrypoint' | 'path', label: string): JSX.Element => (
    <Field label={label} optional>
      <Input
        mono
        autoComplete="off"
        value={change[name] ?? ''}
        onChange={({ target }) => put({ [name]: target.value || null })}
      />
    </Field>
  );
  return (
    <Card title="Code" description="Where a worker finds the flow.">
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        {text('entrypoint', 'Entrypoint')}
        {text('path', 'Path')}
        {text('version', 'Version')}
      </div>
    </Card>
  );
}
