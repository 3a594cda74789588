import { type JSX, useState } from 'react';
import type { GroupTrigger, MetricTrigger, Trigger } from '../../api/automations.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Select } from '../../ui/select.tsx';
import { SpanInput } from '../../ui/span-input.tsx';
import { EventTriggerFields, type TriggerFieldsProps } from './event-trigger-fields.tsx';
import { PhraseView } from './phrase-view.tsx';
import { TriggerScope } from './trigger-scope.tsx';
import { newTrigger } from './trigger-form.ts';
import { percentText, triggerPhrase } from './trigger-text.ts';

/** The form of any trigger. */
export function TriggerFields({ trigger, things, onChange }: TriggerFieldsProps<Trigger>): JSX.Element {
  if (trigger.type === 'event')
    return <EventTriggerFields trigger={trigger} things={things} onChange={onChange} />;
  if (trigger.type === 'metric')
    return <MetricFields trigger={trigger} things={things} onChange={onChange} />;
  return <GroupFields trigger={trigger} things={things} onChange={onChange} />;
}

const ORDERS = [
  { value: 'compound', label: 'In any order' },
  { value: 'sequence', label: 'In this order' },
] as const;
const HOUR_S = 3_600;

function GroupFields({ trigger, things, onChange }: TriggerFieldsProps<GroupTrigger>): JSX.Element {
  const { triggers, within } = trigger;
  const put = (next: readonly Trigger[]): void => onChange({ ...trigger, triggers: next });
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end gap-4">
        <Segments
          label="Order"
          options={ORDERS}
          value={trigger.type}
          onChange={(type) =>
            onChange(
              type === 'compound'
                ? { ...trigger, type, require: 'all' }
                : { type, triggers, within, ...(trigger.id ? { id: trigger.id } : {}) },
            )
          }
        />
        {trigger.type === 'compound' && <Needed trigger={trigger} onChange={onChange} />}
      </div>
      <ol className="flex flex-col gap-3">
        {triggers.map((one, index) => (
          <Member
            // a trigger that is being written has no other key than its place
            key={`${index}-${triggers.length}`}
            index={index}
            trigger={one}
            things={things}
            isOnly={triggers.length < 2}
            onRemove={() => put(triggers.filter((_, at) => at !== index))}
            onChange={(next) => put(triggers.map((before, at) => (at === index ? next : before)))}
          />
        ))}
      </ol>
      <div>
        <Button size="small" icon="plus" onClick={() => put([...triggers, newTrigger('flow-run')])}>
          Add a trigger
        </Button>
      </div>
      <Window trigger={trigger} onChange={onChange} />
    </div>
  );
}

function Member(
  props: TriggerFieldsProps<Trigger> & { index: number; isOnly: boolean; onRemove: () => void },
): JSX.Element {
  const { trigger, things, onChange, index, isOnly, onRemove } = props;
  const [isOpen, setOpen] = useState(index === 0);
  return (
    <li className="rounded-8 border border-line bg-sunken">
      <div className="flex items-center gap-2 p-2">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="flex min-w-0 flex-1 items-start gap-2.5 rounded-4 p-1 text-left hover:bg-hover"
        >
          <span className="num grid size-5 shrink-0 place-items-center rounded-full bg-active text-12 font-medium">
            {index + 1}
          </span>
          <span className="min-w-0 flex-1 text-13 text-ink-2">
            <PhraseView phrase={triggerPhrase(trigger, things.nameOf)} />
          </span>
          <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={14} className="mt-1 text-ink-3" />
        </button>
        <IconButton
          icon="trash"
          size="small"
          label={`Remove trigger ${index + 1}`}
          disabled={isOnly}
          onClick={onRemove}
        />
      </div>
      {isOpen && (
        <div className="border-t border-line p-3 sm:p-4">
          <TriggerFields trigger={trigger} things={things} onChange={onChange} />
        </div>
      )}
    </li>
  );
}

type GroupPart = Pick<TriggerFieldsProps<GroupTrigger>, 'trigger' | 'onChange'>;

function Needed({ trigger, onChange }: GroupPart): JSX.Element {
  const { require = 'all', triggers } = trigger;
  const numbers = triggers.slice(1, -1).map((_, index) => String(index + 2));
  return (
    <div className="w-48">
      <Select
        label="How many must happen"
        value={require === 1 ? 'any' : String(require)}
        options={[
          { value: 'all', label: 'All of them' },
          { value: 'any', label: 'Any of them' },
          ...numbers.map((value) => ({ value, label: `At least ${value}` })),
        ]}
        onChange={(next) =>
          onChange({ ...trigger, require: next === 'all' || next === 'any' ? next : Number(next) })
        }
      />
    </div>
  );
}

function Window({ trigger, onChange }: GroupPart): JSX.Element {
  const { within } = trigger;
  return (
    <Field
      label="All within"
      aside={
        <Checkbox
          label="No limit"
          checked={within === null}
          onChange={(isOn) => onChange({ ...trigger, within: isOn ? null : HOUR_S })}
        />
      }
    >
      {within === null ? (
        <p className="text-ink-3">However long it takes.</p>
      ) : (
        <SpanInput
          label="All within"
          seconds={within}
          onChange={(seconds) => onChange({ ...trigger, within: seconds })}
        />
      )}
    </Field>
  );
}

const METRICS = [
  { value: 'successes', label: 'Share of successful runs' },
  { value: 'lateness', label: 'Average lateness' },
  { value: 'duration', label: 'Average duration' },
] as const;
const OPERATORS = [
  { value: '<', label: 'is below' },
  { value: '<=', label: 'is at most' },
  { value: '>', label: 'is above' },
  { value: '>=', label: 'is at least' },
] as const;

/** What people type is per cent, what is stored a share between 0 and 1. */
const shareOf = (percent: string): number => Math.min(100, Math.max(0, Number(percent) || 0)) / 100;

function MetricFields({ trigger, things, onChange }: TriggerFieldsProps<MetricTrigger>): JSX.Element {
  const { metric } = trigger;
  const put = (change: Partial<MetricTrigger['metric']>): void =>
    onChange({ ...trigger, metric: { ...metric, ...change } });
  const isShare = metric.name === 'successes';
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 grid-cols-1 sm:grid-cols-2">
        <Field label="Metric">
          <Select
            options={METRICS}
            value={metric.name}
            onChange={(name) =>
              put(
                name === 'successes'
                  ? { name, threshold: 0.9, operator: '<' }
                  : { name, threshold: 600, operator: '>' },
              )
            }
          />
        </Field>
        <Field label="Compared">
          <Select options={OPERATORS} value={metric.operator} onChange={(operator) => put({ operator })} />
        </Field>
        <Field label="Value" hint={isShare ? 'Per cent of the runs.' : undefined}>
          {isShare ? (
            <Input
              inputMode="decimal"
              className="max-w-24"
              defaultValue={percentText(metric.threshold)}
              onChange={({ target }) => put({ threshold: shareOf(target.value) })}
            />
          ) : (
            <SpanInput
              label="Value"
              seconds={metric.threshold}
              onChange={(threshold) => put({ threshold })}
            />
          )}
        </Field>
        <Field label="Over the last" hint="At least 5 minutes.">
          <SpanInput label="Over the last" seconds={metric.range} onChange={(range) => put({ range })} />
        </Field>
        <Field label="For at least" hint="At least 5 minutes.">
          <SpanInput
            label="For at least"
            seconds={metric.firing_for}
            onChange={(lasting) => put({ firing_for: lasting })}
          />
        </Field>
      </div>
      <TriggerScope trigger={trigger} subject="flow-run" things={things} onChange={onChange} />
    </div>
  );
}
