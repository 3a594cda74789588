import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { type Automation, automationQuery, automations, automationsKey } from '../../api/automations.ts';
import { useLive } from '../../api/live.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { JsonView } from '../../ui/code.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useAction } from '../inside/use-action.ts';
import { TagList } from '../runs/tag-list.tsx';
import { ThingView } from '../runs/thing-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { automationPhrase } from './action-text.ts';
import { BackToAutomations, useOpenAutomation } from './automation-links.tsx';
import { BacktestCard } from './backtest-card.tsx';
import { FiringsTab } from './firings-tab.tsx';
import { PhraseView } from './phrase-view.tsx';
import { kindsIn, useThings } from './use-things.ts';
import { WatchTab } from './watch-tab.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/automations/automation/$id');

/** One automation: what it does, when it fired, what it waits for. */
export function AutomationPage(): JSX.Element {
  const { place } = useWorkspace();
  const { id } = route.useParams();
  useLive({
    place,
    prefixes: ['prefect.automation.'],
    refresh: [automationsKey(place)],
    about: ({ resource }) => resource['prefect.resource.id'] === `prefect.automation.${id}`,
  });
  return (
    <ThingView what="automation" list="automations" query={useQuery(automationQuery(place, id))}>
      {(automation) => <Shown key={id} automation={automation} />}
    </ThingView>
  );
}

function Shown({ automation }: { automation: Automation }): JSX.Element {
  const { place } = useWorkspace();
  const { tab = 'firings' } = route.useSearch();
  const navigate = route.useNavigate();
  const things = useThings(place, kindsIn([automation]));
  const { id, created: _, updated: __, ...definition } = automation;
  return (
    <>
      <PageHeader
        above={<BackToAutomations />}
        title={automation.name}
        description={
          <span className="mt-1.5 flex flex-wrap items-center gap-2">
            {automation.enabled ? (
              <Badge tone="ok" icon="check">
                On
              </Badge>
            ) : (
              <Badge icon="pause">Paused</Badge>
            )}
            <TagList tags={automation.tags} max={4} />
            {automation.description}
          </span>
        }
        actions={<Actions automation={automation} />}
      />
      <p className="mb-5 rounded-8 border border-line bg-sunken px-4 py-3.5 text-14 leading-6 text-ink-2">
        <PhraseView phrase={automationPhrase(automation, things.nameOf)} />
      </p>
      <Tabs
        label="About the automation"
        value={tab}
        onChange={(next) =>
          void navigate({ to: '.', search: next === 'firings' ? {} : { tab: next }, replace: true })
        }
        tabs={[
          { value: 'firings', label: 'Firings', content: <FiringsTab id={id} /> },
          { value: 'watch', label: 'What it sees', content: <WatchTab id={id} /> },
          {
            value: 'backtest',
            label: 'Backtest',
            content: (
              <div className="max-w-md">
                <BacktestCard draft={definition} />
              </div>
            ),
          },
          {
            value: 'definition',
            label: 'Definition',
            content: (
              <Card title="As JSON" description="As the client and the REST interface read it.">
                <JsonView value={definition} label="Automation" />
              </Card>
            ),
          },
        ]}
      />
    </>
  );
}

function Actions({ automation }: { automation: Automation }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpenAutomation();
  const { id, enabled } = automation;
  const [isAsked, setAsked] = useState(false);
  const refresh = [automationsKey(place)];
  const enable = useAction({
    run: (on: boolean) => automations.enable(place, id, on),
    refresh,
    done: (_, on) => (on ? 'Automation is on' : 'Automation is paused'),
  });
  const remove = useAction({
    run: () => automations.remove(place, id),
    refresh,
    done: 'Automation deleted',
    then: open.list,
  });
  return (
    <>
      <Button
        icon={enabled ? 'pause' : 'play'}
        busy={enable.isPending}
        onClick={() => enable.mutate(!enabled)}
      >
        {enabled ? 'Pause' : 'Turn on'}
      </Button>
      <Button kind="primary" icon="pencil" onClick={() => open.edit(id)}>
        Edit
      </Button>
      <Menu trigger={<IconButton icon="dots" kind="secondary" label="More actions" />}>
        <MenuItem icon="copy" onSelect={() => open.create({ from: id })}>
          Duplicate
        </MenuItem>
        <MenuItem icon="link" onSelect={() => void copyText(id)}>
          Copy id
        </MenuItem>
        <MenuLine />
        <MenuItem icon="trash" danger onSelect={() => setAsked(true)}>
          Delete automation
        </MenuItem>
      </Menu>
      <Confirm
        open={isAsked}
        onOpenChange={setAsked}
        title={`Delete ${automation.name}?`}
        action="Delete automation"
        onConfirm={() => remove.mutateAsync()}
      >
        It does not fire any more. What it has done stays done.
      </Confirm>
    </>
  );
}
