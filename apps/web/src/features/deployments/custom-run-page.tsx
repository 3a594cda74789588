import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { type Deployment, deployments } from '../../api/deployments.ts';
import { runsKey } from '../../api/runs.ts';
import { poolQuery } from '../../api/work-pools.ts';
import { Notice } from '../../ui/notice.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { useAction } from '../inside/use-action.ts';
import { useOpen } from '../runs/place-link.tsx';
import { acceptedValues, valuesError } from '../schema-form/accepted-values.ts';
import { SchemaValuesCard } from '../schema-form/schema-values-card.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { DeploymentForm, DeploymentFormView } from './deployment-form.tsx';
import { useJobVariableDraft, useParameterDraft } from './run-drafts.ts';
import { NO_OPTIONS, optionsOf, RunOptionsCard } from './run-options-card.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/deployments/deployment/$id/run');

/** Runs a deployment once with other values than its own. */
export function CustomRunPage(): JSX.Element {
  const { id } = route.useParams();
  return (
    <DeploymentFormView id={id}>
      {(deployment) => <CustomRun key={id} deployment={deployment} />}
    </DeploymentFormView>
  );
}

function useCustomRun(deployment: Deployment) {
  const { place } = useWorkspace();
  const open = useOpen();
  const pool = useQuery({
    ...poolQuery(place, deployment.work_pool_name ?? ''),
    enabled: deployment.work_pool_name !== null,
  });
  const parameters = useParameterDraft(deployment);
  const jobVariables = useJobVariableDraft(deployment, pool.data?.base_job_template);
  const [options, setOptions] = useState(NO_OPTIONS);
  const start = useAction({
    run: async () => {
      const schema = deployment.enforce_parameter_schema ? deployment.parameter_openapi_schema : null;
      const values = await acceptedValues(place, parameters, schema);
      const variables = await acceptedValues(place, jobVariables, null);
      return deployments.run(place, deployment.id, {
        parameters: values,
        ...(Object.keys(variables).length > 0 ? { job_variables: variables } : {}),
        ...optionsOf(options),
      });
    },
    refresh: [runsKey(place)],
    quiet: true,
    done: (run) => `${run.name} is scheduled`,
    then: (run) => open.run(run.id),
  });
  return { parameters, jobVariables, options, setOptions, start };
}

function CustomRun({ deployment }: { deployment: Deployment }): JSX.Element {
  const { parameters, jobVariables, options, setOptions, start } = useCustomRun(deployment);
  const problem = valuesError(start.error, ['name', 'work_queue_name']);
  return (
    <DeploymentForm
      deployment={deployment}
      title="Custom run"
      description="Once, with the values below; the deployment stays as it is."
      action="Run"
      icon="play"
      isBusy={start.isPending}
      onSubmit={() => start.mutate()}
    >
      {problem && <Notice tone="danger">{problem}</Notice>}
      <SchemaValuesCard draft={parameters} title="Parameters" empty="This flow takes no parameters." />
      <RunOptionsCard
        pool={deployment.work_pool_name}
        ownQueue={deployment.work_queue_name}
        options={options}
        error={start.error}
        onChange={setOptions}
      />
      {deployment.work_pool_name !== null && (
        <Disclosure label="Job variables">
          <SchemaValuesCard
            draft={jobVariables}
            title="Job variables"
            description="In place of the deployment's and the work pool's own; what is left empty stays."
            empty="The job template of this work pool has no variables."
          />
        </Disclosure>
      )}
    </DeploymentForm>
  );
}
