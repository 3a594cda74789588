import type { JSX } from 'react';
import { type Deployment, deployments, deploymentsKey } from '../../api/deployments.ts';
import { runsKey } from '../../api/runs.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import type { Column } from '../../ui/table.tsx';
import { useAction } from '../inside/use-action.ts';
import { useOpen } from '../runs/place-link.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { useOpenDeploymentEdit } from './edit-link.ts';

/** What is done most often with a deployment, from the list. */
function RowActions({ one }: { readonly one: Deployment }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const edit = useOpenDeploymentEdit();
  const refresh = [deploymentsKey(place), runsKey(place)];
  const run = useAction({
    run: () => deployments.run(place, one.id),
    refresh,
    done: (made) => `${made.name} is scheduled`,
    then: (made) => open.run(made.id),
  });
  const pause = useAction({
    run: (isPaused: boolean) => deployments.pause(place, one.id, isPaused),
    refresh,
    done: (_, isPaused) => (isPaused ? 'Deployment is paused' : 'Deployment is on'),
  });
  return (
    <Menu trigger={<IconButton icon="dots" size="small" label={`Actions on ${one.name}`} />}>
      <MenuItem icon="play" onSelect={() => run.mutate()}>
        Quick run
      </MenuItem>
      <MenuItem icon="pencil" onSelect={() => open.customRun(one.id)}>
        Custom run
      </MenuItem>
      <MenuItem icon={one.paused ? 'play' : 'pause'} onSelect={() => pause.mutate(!one.paused)}>
        {one.paused ? 'Resume' : 'Pause'}
      </MenuItem>
      <MenuItem icon="gear" onSelect={() => edit(one.id)}>
        Edit
      </MenuItem>
    </Menu>
  );
}

/** The column of the list of all deployments that acts on a line. */
export const deploymentActions: Column<Deployment> = {
  key: 'actions',
  title: 'Actions',
  hideTitle: true,
  width: '28px',
  align: 'end',
  cell: (one) => <RowActions one={one} />,
};
