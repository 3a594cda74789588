import type { ReceivedEventResponse } from '@orch/contract';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { buttonClass } from '../../ui/button.tsx';
import { Facts } from '../../ui/card.tsx';
import { JsonView } from '../../ui/code.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { exact } from '../../ui/time-text.ts';
import { DeploymentLink, FlowLink, PoolLink, RunLink, TaskRunLink } from '../runs/place-link.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace');
const ID = /^prefect\.([a-z-]+)\.(.+)$/;

/** What one event says: about what, together with what, and all of it as it was sent. */
export function EventDetails({ event }: { readonly event: ReceivedEventResponse }): JSX.Element {
  const params = route.useParams();
  const resource = event.resource['prefect.resource.id'] ?? '';
  const related = event.related.filter((one) => one['prefect.resource.role'] !== 'tag');
  const tags = event.related.filter((one) => one['prefect.resource.role'] === 'tag');
  return (
    <div className="flex flex-col gap-5">
      <div>
        <Link
          to="/account/$account/workspace/$workspace/automations/create"
          params={params}
          search={{ event: event.event, resource }}
          className={buttonClass()}
        >
          <Icon name="bolt" size={14} />
          Automate this
        </Link>
      </div>
      <Facts
        rows={[
          ['Occurred', exact(event.occurred)],
          ['About', <Thing key="about" labels={event.resource} />],
          ...related.map(
            (one, index) =>
              [
                roleText(one['prefect.resource.role'] ?? 'Related'),
                <Thing key={index} labels={one} />,
              ] as const,
          ),
          ...(tags.length > 0
            ? [
                [
                  'Tags',
                  tags
                    .map((one) => (one['prefect.resource.id'] ?? '').replace('prefect.tag.', ''))
                    .join(', '),
                ] as const,
              ]
            : []),
        ]}
      />
      <Disclosure label="Raw JSON" open>
        <JsonView value={event} label="Event" />
      </Disclosure>
    </div>
  );
}

const roleText = (role: string): string => role.charAt(0).toUpperCase() + role.slice(1).replaceAll('-', ' ');

/** A resource by its name, with the way to its page where there is one. */
function Thing({ labels }: { labels: Readonly<Record<string, string>> }): JSX.Element {
  const id = labels['prefect.resource.id'] ?? '';
  const name = labels['prefect.resource.name'] ?? id;
  const [, kind, key = ''] = ID.exec(id) ?? [];
  const look = 'text-accent';
  switch (kind) {
    case 'flow-run':
      return (
        <RunLink id={key} className={look}>
          {name}
        </RunLink>
      );
    case 'task-run':
      return (
        <TaskRunLink id={key} className={look}>
          {name}
        </TaskRunLink>
      );
    case 'flow':
      return (
        <FlowLink id={key} className={look}>
          {name}
        </FlowLink>
      );
    case 'deployment':
      return (
        <DeploymentLink id={key} className={look}>
          {name}
        </DeploymentLink>
      );
    case 'work-pool':
      return <PoolLink name={name} className={look} />;
    default:
      return <span className="break-all">{name}</span>;
  }
}
