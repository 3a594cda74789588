import type { TaskRunResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { graphQuery, statesQuery } from '../../api/runs.ts';
import { Card, Facts } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { durationText } from '../workspace/duration-text.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { TaskRunLink } from './place-link.tsx';
import { attemptsOf } from './task-attempts.ts';

/** How often it was tried, and what came of each try. */
export function AttemptsTab({ id }: { readonly id: string }): JSX.Element {
  const { place } = useWorkspace();
  return (
    <QueryView query={useQuery(statesQuery(place, 'task', id))}>
      {(states) => {
        const attempts = attemptsOf(states);
        if (attempts.length === 0)
          return (
            <EmptyState icon="refresh" title="Not tried yet">
              Each try appears here with what came of it.
            </EmptyState>
          );
        return (
          <ol aria-label="Attempts" className="rounded-8 border border-line bg-surface px-4 sm:px-5">
            {attempts.map(({ number, start, end, seconds }) => (
              <li
                key={number}
                className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line py-2.5 last:border-b-0"
              >
                <span className="num w-6 shrink-0 py-0.5 font-medium">{number}</span>
                <span className="w-36 shrink-0">
                  {end ? (
                    <StateBadge type={end.type} name={end.name ?? end.type} />
                  ) : (
                    <StateBadge type="RUNNING" />
                  )}
                </span>
                <span className="min-w-0 flex-1 py-0.5 break-words whitespace-pre-wrap text-ink-2">
                  {end?.message ?? ''}
                </span>
                <span className="num py-0.5 text-ink-3">
                  {seconds !== undefined && `${durationText(seconds)} · `}
                  <Time at={start} />
                </span>
              </li>
            ))}
          </ol>
        );
      }}
    </QueryView>
  );
}

/** What went in: results of other tasks by name, parameters of the flow, constants. */
export function InputsTab({ run }: { readonly run: TaskRunResponse }): JSX.Element {
  const { place } = useWorkspace();
  const { data: graph } = useQuery({
    ...graphQuery(place, run.flow_run_id ?? ''),
    enabled: run.flow_run_id !== null,
  });
  const names = new Map(graph?.nodes.map(([id, { label }]) => [id, label]));
  const inputs = Object.entries(run.task_inputs).filter(([, sources]) => sources.length > 0);
  if (inputs.length === 0)
    return (
      <EmptyState icon="link" title="No tracked inputs">
        Results of other tasks that went into this one would be listed. Plain values are not kept.
      </EmptyState>
    );
  return (
    <Card>
      <Facts
        rows={inputs.map(([name, sources]) => [
          name,
          <span key={name} className="flex flex-col gap-1">
            {sources.map((source, index) => (
              <Source key={index} source={source} names={names} />
            ))}
          </span>,
        ])}
      />
    </Card>
  );
}

function Source(props: {
  source: TaskRunResponse['task_inputs'][string][number];
  names: ReadonlyMap<string, string>;
}): JSX.Element {
  const source = props.source as Readonly<Record<string, unknown>>; // its members depend on its kind
  const text = (name: string): string => (typeof source[name] === 'string' ? source[name] : '');
  if (source['input_type'] === 'parameter') return <span>Parameter {text('name')} of the flow</span>;
  if (source['input_type'] === 'constant') return <span>A constant of type {text('type')}</span>;
  const id = text('id');
  return (
    <span className="flex gap-1">
      Result of
      <TaskRunLink id={id} className="font-medium text-accent">
        {props.names.get(id) ?? id}
      </TaskRunLink>
    </span>
  );
}
