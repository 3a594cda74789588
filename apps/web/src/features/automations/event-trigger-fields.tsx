import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { eventNamesQuery, type EventTrigger } from '../../api/automations.ts';
import { ChipGroup } from '../../ui/chip-group.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { JsonInput } from '../../ui/json-input.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Select } from '../../ui/select.tsx';
import { SpanInput } from '../../ui/span-input.tsx';
import { TokenInput } from '../../ui/token-input.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import {
  happeningsOf,
  HAPPENINGS,
  newTrigger,
  type Subject,
  SUBJECTS,
  subjectOf,
  type Way,
  wayOf,
  withHappenings,
  withWay,
} from './trigger-form.ts';
import { TriggerScope } from './trigger-scope.tsx';
import type { Things } from './use-things.ts';

const WAYS: readonly { readonly value: Way; readonly label: string }[] = [
  { value: 'becomes', label: 'Happens' },
  { value: 'stays', label: 'Lasts' },
  { value: 'misses', label: 'Does not happen' },
];

export interface TriggerFieldsProps<T> {
  readonly trigger: T;
  readonly things: Things;
  readonly onChange: (trigger: T) => void;
}

/** One event trigger: what is watched, what happens to it, how often and how long. */
export function EventTriggerFields(props: TriggerFieldsProps<EventTrigger>): JSX.Element {
  const { trigger, things, onChange } = props;
  const subject = subjectOf(trigger);
  const way = wayOf(trigger);
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 grid-cols-1 sm:grid-cols-2">
        <Field label="Watch">
          <Select<Subject>
            options={SUBJECTS}
            value={subject}
            onChange={(next) => onChange(next === subject ? trigger : newTrigger(next))}
          />
        </Field>
        <div className="flex flex-col gap-1.5">
          <span className="text-13 font-medium">Fires when it</span>
          <div>
            <Segments
              label="Fires when it"
              options={subject === 'other' ? WAYS.filter(({ value }) => value !== 'stays') : WAYS}
              value={way}
              onChange={(next) => onChange(withWay(trigger, next))}
            />
          </div>
        </div>
      </div>
      <Happenings trigger={trigger} onChange={onChange} />
      <Amount trigger={trigger} onChange={onChange} way={way} />
      <TriggerScope trigger={trigger} subject={subject} things={things} onChange={onChange} />
      <Advanced trigger={trigger} onChange={onChange} way={way} />
    </div>
  );
}

type Part = Pick<TriggerFieldsProps<EventTrigger>, 'trigger' | 'onChange'>;

function Happenings({ trigger, onChange }: Part): JSX.Element {
  const subject = subjectOf(trigger);
  const names = happeningsOf(trigger);
  const change = (next: readonly string[]): void => onChange(withHappenings(trigger, next));
  if (subject === 'other') {
    return (
      <Field label="Events" hint="Names; a * at the end stands for any ending. Empty means every event.">
        <EventNames value={trigger.expect} onChange={change} />
      </Field>
    );
  }
  const prefix = `prefect.${subject}.`;
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-13 font-medium">{subject === 'flow-run' ? 'States' : 'What'}</span>
      <ChipGroup
        label={subject === 'flow-run' ? 'States' : 'What'}
        options={HAPPENINGS[subject]}
        value={names.map((name) => name.slice(prefix.length))}
        onChange={(verbs) => change(verbs.map((verb) => prefix + verb))}
      />
      {names.length === 0 && <p className="text-12 text-ink-3">None chosen: any change counts.</p>}
    </div>
  );
}

function EventNames(props: {
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
}): JSX.Element {
  const { place } = useWorkspace();
  const { data = [] } = useQuery(eventNamesQuery(place));
  return (
    <TokenInput
      free
      mono
      placeholder="order.paid"
      options={data.map(({ value, count }) => ({ value, label: value, hint: String(count) }))}
      value={props.value}
      onChange={props.onChange}
    />
  );
}

function Amount({ trigger, onChange, way }: Part & { way: Way }): JSX.Element {
  const { threshold, within } = trigger;
  const span = (label: string, hint: string): JSX.Element => (
    <Field label={label} hint={hint}>
      <SpanInput
        key={way}
        label={label}
        seconds={within}
        onChange={(seconds) => onChange({ ...trigger, within: seconds })}
      />
    </Field>
  );
  if (way === 'stays') return span('For at least', 'It fires when nothing has changed by then.');
  return (
    <div className="grid gap-4 grid-cols-1 sm:grid-cols-2">
      <Field
        label={way === 'misses' ? 'Fewer times than' : 'How many times'}
        hint={way === 'misses' ? '1: not even once.' : '1: every time.'}
      >
        <Input
          inputMode="numeric"
          className="max-w-24"
          value={String(threshold)}
          onChange={({ target }) =>
            onChange({ ...trigger, threshold: Number(target.value.replace(/\D/g, '')) || 1 })
          }
        />
      </Field>
      {(way === 'misses' || threshold > 1) &&
        span('Within', way === 'misses' ? 'At least 10 seconds.' : 'The time in which they are counted.')}
    </div>
  );
}

function Advanced({ trigger, onChange, way }: Part & { way: Way }): JSX.Element {
  const own = Object.entries(trigger.match).some(([label]) => label !== 'prefect.resource.id');
  const isUsed =
    own ||
    trigger.for_each.some((label) => label !== 'prefect.resource.id') ||
    (way !== 'stays' && trigger.after.length > 0);
  return (
    <Disclosure label="Conditions in detail" open={isUsed}>
      {way !== 'stays' && (
        <Field
          label="Only after"
          optional
          hint="Events that must have come before; counting starts with them."
        >
          <EventNames value={trigger.after} onChange={(after) => onChange({ ...trigger, after })} />
        </Field>
      )}
      <Field
        label="Counted separately for each"
        optional
        hint="Labels of the event, e.g. prefect.resource.id or related:flow:prefect.resource.id."
      >
        <TokenInput
          free
          mono
          options={[
            'prefect.resource.id',
            'related:flow:prefect.resource.id',
            'related:deployment:prefect.resource.id',
          ].map((value) => ({ value, label: value }))}
          value={trigger.for_each}
          onChange={(each) => onChange({ ...trigger, for_each: each })}
        />
      </Field>
      <Field label="Labels of the resource" hint="All must fit; several values mean any of them.">
        <JsonInput
          key={subjectOf(trigger)}
          value={trigger.match}
          onChange={(match) => isLabels(match) && onChange({ ...trigger, match })}
        />
      </Field>
      <Field label="Labels of related resources" hint="An object, or a list of which each must fit one.">
        <JsonInput
          value={trigger.match_related}
          onChange={(related) =>
            (Array.isArray(related) ? related.every(isLabels) : isLabels(related)) &&
            onChange({ ...trigger, match_related: related as EventTrigger['match_related'] })
          }
        />
      </Field>
    </Disclosure>
  );
}

const isLabels = (value: unknown): value is EventTrigger['match'] =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every(
    (one) => typeof one === 'string' || (Array.isArray(one) && one.every((text) => typeof text === 'string')),
  );
