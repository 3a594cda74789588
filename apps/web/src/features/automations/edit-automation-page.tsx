import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { automationQuery } from '../../api/automations.ts';
import { ThingView } from '../runs/thing-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { AutomationEditor } from './automation-editor.tsx';
import { AutomationLink } from '../runs/place-link.tsx';
import { useOpenAutomation } from './automation-links.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/automations/automation/$id/edit');

/** Changes an automation. */
export function EditAutomationPage(): JSX.Element {
  const { place } = useWorkspace();
  const { id } = route.useParams();
  const open = useOpenAutomation();
  return (
    <ThingView
      what="automation"
      list="automations"
      query={useQuery({ ...automationQuery(place, id), refetchOnWindowFocus: false })}
    >
      {({ id: _, created: __, updated: ___, ...draft }) => (
        <AutomationEditor
          key={id}
          id={id}
          start={draft}
          title="Edit automation"
          above={
            <AutomationLink id={id} className="text-13 text-ink-3 hover:text-ink">
              {draft.name}
            </AutomationLink>
          }
          then={open.one}
          onCancel={() => open.one(id)}
        />
      )}
    </ThingView>
  );
}
