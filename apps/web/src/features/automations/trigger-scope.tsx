import type { JSX } from 'react';
import { Field } from '../../ui/field.tsx';
import { TokenInput } from '../../ui/token-input.tsx';
import {
  ownIds,
  type ScopeRole,
  scopeOf,
  type Subject,
  type Watching,
  withOwnIds,
  withScope,
} from './trigger-form.ts';
import type { Kind, Things } from './use-things.ts';

interface Props<T> {
  readonly trigger: T;
  readonly subject: Subject;
  readonly things: Things;
  readonly onChange: (trigger: T) => void;
}
const RELATED: Readonly<Record<Subject, readonly (readonly [ScopeRole, string, string])[]>> = {
  'flow-run': [
    ['flow', 'Of flows', 'Every flow'],
    ['deployment', 'Of deployments', 'Every deployment'],
    ['work-pool', 'On work pools', 'Every pool'],
    ['tag', 'With tags', 'Any tags'],
  ],
  deployment: [
    ['flow', 'Of flows', 'Every flow'],
    ['tag', 'With tags', 'Any tags'],
  ],
  'work-pool': [],
  'work-queue': [['work-pool', 'Of work pools', 'Every pool']],
  other: [],
};
const OWN: Readonly<Partial<Record<Subject, readonly [Kind, string, string]>>> = {
  deployment: ['deployment', 'Deployments', 'Every deployment'],
  'work-pool': ['work-pool', 'Work pools', 'Every pool'],
};

/** Which runs, deployments or pools are meant; nothing chosen means all of them. */
export function TriggerScope<T extends Watching>({
  trigger,
  subject,
  things,
  onChange,
}: Props<T>): JSX.Element | null {
  const own = OWN[subject];
  const optionsOf = (kind: Kind) =>
    things.options[kind].map((option) => ({ ...option, value: `prefect.${kind}.${option.value}` }));
  if (subject === 'other') {
    return (
      <Field label="About resources" optional hint="Ids; a * at the end stands for any ending.">
        <TokenInput
          free
          mono
          placeholder="prefect.flow-run.* or my.shop.*"
          value={[trigger.match['prefect.resource.id'] ?? []].flat()}
          onChange={(ids) => onChange(withOwnIds(trigger, subject, ids))}
        />
      </Field>
    );
  }
  return (
    <div className="grid gap-4 grid-cols-1 sm:grid-cols-2">
      {own && (
        <Field label={own[1]}>
          <TokenInput
            placeholder={own[2]}
            options={optionsOf(own[0])}
            value={ownIds(trigger)}
            onChange={(ids) => onChange(withOwnIds(trigger, subject, ids))}
          />
        </Field>
      )}
      {RELATED[subject].map(([role, label, placeholder]) => (
        <Field key={role} label={label}>
          <TokenInput
            free={role === 'tag'}
            placeholder={placeholder}
            options={
              role === 'tag' ? things.tags.map((tag) => ({ value: tag, label: tag })) : optionsOf(role)
            }
            value={
              role === 'tag'
                ? scopeOf(trigger, role).map((id) => id.replace('prefect.tag.', ''))
                : scopeOf(trigger, role)
            }
            onChange={(ids) =>
              onChange(
                withScope(trigger, role, role === 'tag' ? ids.map((tag) => `prefect.tag.${tag}`) : ids),
              )
            }
          />
        </Field>
      ))}
    </div>
  );
}
