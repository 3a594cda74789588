import { useQuery } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { type Deployment, deploymentQuery } from '../../api/deployments.ts';
import { Button } from '../../ui/button.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { DeploymentLink, useOpen } from '../runs/place-link.tsx';
import { ThingView } from '../runs/thing-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

/** A page with a form about one deployment; what is being written stays when the window is entered again. */
export function DeploymentFormView(props: {
  readonly id: string;
  readonly children: (deployment: Deployment) => ReactNode;
}): JSX.Element {
  const { place } = useWorkspace();
  const query = useQuery({ ...deploymentQuery(place, props.id), refetchOnWindowFocus: false });
  return (
    <ThingView what="deployment" list="deployments" query={query}>
      {props.children}
    </ThingView>
  );
}

/** The form itself: the way back, the title, and the buttons below. */
export function DeploymentForm(props: {
  readonly deployment: Deployment;
  readonly title: string;
  readonly description: string;
  readonly action: string;
  readonly icon?: IconName | undefined;
  readonly isBusy: boolean;
  readonly isBroken?: boolean;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}): JSX.Element {
  const {
    deployment,
    title,
    description,
    action,
    icon,
    isBusy,
    isBroken = false,
    onSubmit,
    children,
  } = props;
  const open = useOpen();
  return (
    <form
      noValidate
      className="max-w-[720px]"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <PageHeader
        above={
          <DeploymentLink id={deployment.id} className="text-13 text-ink-3 hover:text-ink">
            {deployment.name}
          </DeploymentLink>
        }
        title={title}
        description={description}
      />
      <div className="flex flex-col gap-4">
        {children}
        <div className="flex justify-end gap-2">
          <Button onClick={() => open.deployment(deployment.id)}>Cancel</Button>
          <Button kind="primary" type="submit" icon={icon} busy={isBusy} disabled={isBroken || isBusy}>
            {action}
          </Button>
        </div>
      </div>
    </form>
  );
}
