import type { WaitingCause } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { explainQuery } from '../../api/runs.ts';
import { Icon } from '../../ui/icon.tsx';
import { Time } from '../../ui/time.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { DeploymentLink, PoolLink, RunLink } from './place-link.tsx';

/** Why a run that could go on does not, the most decisive cause first. Nothing while nothing holds it back. */
export function RunWhy({ id }: { readonly id: string }): JSX.Element | null {
  const { place } = useWorkspace();
  const { data } = useQuery(explainQuery(place, id));
  const [first, ...others] = data?.causes ?? [];
  if (!first) return null;
  return (
    <section aria-label="Why it waits" className="overflow-hidden rounded-8 border border-line bg-surface">
      <div className="flex gap-3 p-4 sm:px-5">
        <span className="grid size-8 shrink-0 place-items-center rounded-6 bg-warn-soft text-warn">
          <Icon name="timer" />
        </span>
        <div className="min-w-0 flex-1">
          <p className="text-12 text-ink-3">Why it waits</p>
          <h2 className="text-14 font-semibold break-words">{first.title}</h2>
          <Cause cause={first} />
        </div>
      </div>
      {others.length > 0 && (
        <ul className="border-t border-line bg-sunken">
          {others.map((cause) => (
            <li
              key={cause.code}
              className="border-b border-line py-3 pr-4 pl-15 last:border-b-0 sm:pr-5 sm:pl-16"
            >
              <h3 className="text-13 font-medium break-words">{cause.title}</h3>
              <Cause cause={cause} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Cause({ cause }: { cause: WaitingCause }): JSX.Element {
  const { detail, remedy, since, related } = cause;
  return (
    <div className="mt-1 flex max-w-prose flex-col gap-1.5 text-13 text-ink-2">
      <p className="break-words">{detail}</p>
      {remedy && (
        <p className="flex items-start gap-1.5 break-words text-ink">
          <Icon name="arrowRight" size={14} className="mt-[3px] shrink-0 text-accent" />
          {remedy}
        </p>
      )}
      {(related.length > 0 || since) && (
        <p className="flex flex-wrap gap-x-3 gap-y-1 text-12 text-ink-3">
          {since && (
            <span>
              Since <Time at={since} />
            </span>
          )}
          {related.map((thing) => (
            <Related key={`${thing.kind}${thing.id ?? thing.name}`} thing={thing} />
          ))}
        </p>
      )}
    </div>
  );
}

function Related({ thing }: { thing: WaitingCause['related'][number] }): JSX.Element {
  const { kind, id, name } = thing;
  if (kind === 'flow-run' && id)
    return (
      <RunLink id={id} className="text-accent">
        {name}
      </RunLink>
    );
  if (kind === 'deployment' && id)
    return (
      <DeploymentLink id={id} className="text-accent">
        {name}
      </DeploymentLink>
    );
  if (kind === 'work-pool') return <PoolLink name={name} className="text-accent" />;
  return (
    <span>
      {kind.replaceAll('-', ' ')} {name}
    </span>
  );
}
