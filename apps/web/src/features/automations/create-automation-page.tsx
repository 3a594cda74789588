import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { automationQuery } from '../../api/automations.ts';
import { QueryView } from '../inside/query-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { AutomationEditor } from './automation-editor.tsx';
import { BackToAutomations, useOpenAutomation } from './automation-links.tsx';
import { triggerFor } from './trigger-form.ts';
import { emptyDraft } from './use-automation-form.ts';

const route = getRouteApi('/account/$account/workspace/$workspace/automations/create');

/** A new automation: from nothing, from an event that somebody looked at, or as a copy. */
export function CreateAutomationPage(): JSX.Element {
  const { from, event, resource } = route.useSearch();
  const open = useOpenAutomation();
  const common = {
    title: 'New automation',
    above: <BackToAutomations />,
    then: open.one,
    onCancel: open.list,
  };
  if (from) return <Copy id={from} common={common} />;
  const start = event ? emptyDraft(triggerFor(event, resource)) : emptyDraft();
  return <AutomationEditor key={event} {...common} start={start} isNew={!event} />;
}

interface Common {
  readonly title: string;
  readonly above: JSX.Element;
  readonly then: (id: string) => void;
  readonly onCancel: () => void;
}

function Copy({ id, common }: { id: string; common: Common }): JSX.Element {
  const { place } = useWorkspace();
  return (
    <QueryView query={useQuery({ ...automationQuery(place, id), refetchOnWindowFocus: false })}>
      {({ id: _, created: __, updated: ___, ...draft }) => (
        <AutomationEditor {...common} start={{ ...draft, name: `${draft.name} (copy)` }} />
      )}
    </QueryView>
  );
}
