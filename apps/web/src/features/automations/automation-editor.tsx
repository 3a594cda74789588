import type { JSX, ReactNode } from 'react';
import type { AutomationDraft } from '../../api/automations.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { JsonInput } from '../../ui/json-input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { automationPhrase } from './action-text.ts';
import { ActionsStep } from './actions-step.tsx';
import { BacktestCard } from './backtest-card.tsx';
import { DetailsStep } from './details-step.tsx';
import { plainText } from './phrase.ts';
import { PhraseView } from './phrase-view.tsx';
import { TemplatePicker } from './template-picker.tsx';
import { TriggerFields } from './trigger-fields.tsx';
import { type AutomationForm, STEPS, useAutomationForm } from './use-automation-form.ts';
import { type Things, useThings } from './use-things.ts';

const WAYS = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
] as const;

/** Writes an automation in three steps; what it will do is said in words all the while. */
export function AutomationEditor(props: {
  readonly id?: string;
  readonly start: AutomationDraft;
  /** Nothing is chosen yet: begin with the templates. */
  readonly isNew?: boolean;
  readonly title: string;
  readonly above: ReactNode;
  readonly then: (id: string) => void;
  readonly onCancel: () => void;
}): JSX.Element {
  const { id, start, isNew = false, title, above, then, onCancel } = props;
  const { place } = useWorkspace();
  const things = useThings(place);
  const form = useAutomationForm({ start, isNew, then, ...(id === undefined ? {} : { id }) });
  const { typed } = form;
  const isBegun = form.isChosen || form.isJson;
  const phrase = typed && isBegun ? automationPhrase(typed, things.nameOf) : undefined;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        advance(form);
      }}
    >
      <PageHeader
        above={above}
        title={title}
        actions={
          <Segments
            label="Write as"
            options={WAYS}
            value={form.isJson ? 'json' : 'form'}
            onChange={(way) => (way === 'json' ? form.showJson() : form.showForm())}
          />
        }
      />
      <div
        className={cx('grid grid-cols-1 items-start gap-6', isBegun && 'lg:grid-cols-[minmax(0,1fr)_300px]')}
      >
        <div className="flex min-w-0 flex-col gap-5">
          {!form.isJson && <StepBar form={form} />}
          {form.error && <Notice tone="danger">{form.error}</Notice>}
          <Body form={form} things={things} said={phrase ? titled(plainText(phrase)) : ''} />
          {isBegun && <Buttons form={form} isNew={id === undefined} onCancel={onCancel} />}
        </div>
        <aside hidden={!isBegun} className="flex flex-col gap-4 lg:sticky lg:top-6">
          <section aria-label="In words" className="rounded-8 border border-line bg-sunken p-4">
            <h2 className="text-12 font-medium text-ink-3">In words</h2>
            <p aria-live="polite" className="mt-1.5 text-14 leading-6 text-ink-2">
              {phrase ? <PhraseView phrase={phrase} /> : 'Choose what should set it off.'}
            </p>
          </section>
          <BacktestCard draft={typed} />
        </aside>
      </div>
    </form>
  );
}

const NAME_MAX = 80;
/** A name made of the sentence. */
const titled = (text: string): string => {
  const rest = text.replace(/^When /, '').replace(/\.$/, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1, NAME_MAX);
};

function advance(form: AutomationForm): void {
  const at = STEPS.findIndex(({ value }) => value === form.step);
  const next = STEPS[at + 1];
  if (form.isJson || !next) form.submit();
  else form.setStep(next.value);
}

function Body({ form, things, said }: { form: AutomationForm; things: Things; said: string }): JSX.Element {
  const { draft, put } = form;
  if (form.isJson) {
    return (
      <Field label="Automation as JSON" error={form.problems.json}>
        <JsonInput value={form.json} lines={18} onChange={(value) => form.setJson(value ?? null)} />
      </Field>
    );
  }
  if (form.step === 'actions') {
    return (
      <>
        {form.problems.actions && <Notice tone="danger">{form.problems.actions}</Notice>}
        <ActionsStep form={form} things={things} />
      </>
    );
  }
  if (form.step === 'details') return <DetailsStep form={form} said={said} />;
  if (!form.isChosen) return <TemplatePicker onChoose={form.choose} />;
  return (
    <section aria-label="Trigger" className="rounded-8 border border-line bg-surface p-4 sm:p-5">
      <TriggerFields trigger={draft.trigger} things={things} onChange={(trigger) => put({ trigger })} />
      <div className="mt-5 border-t border-line pt-3">
        <Button kind="ghost" size="small" className="-ml-2.5" onClick={form.unchoose}>
          Start from another template
        </Button>
      </div>
    </section>
  );
}

function StepBar({ form }: { form: AutomationForm }): JSX.Element {
  const at = STEPS.findIndex(({ value }) => value === form.step);
  return (
    <ol aria-label="Steps" className="-ml-1.5 flex flex-wrap items-center gap-x-1 sm:gap-x-2">
      {STEPS.map(({ value, label }, index) => {
        const isHere = index === at;
        const isDone = index < at;
        return (
          <li key={value} className="flex items-center gap-1 sm:gap-2">
            {index > 0 && <span aria-hidden="true" className="h-px w-2 bg-line-strong sm:w-8" />}
            <button
              type="button"
              aria-current={isHere ? 'step' : undefined}
              disabled={!form.isChosen}
              onClick={() => form.setStep(value)}
              className={cx(
                'inline-flex h-8 items-center gap-2 rounded-6 px-1.5 text-13 font-medium transition-colors',
                isHere ? 'text-ink' : 'text-ink-3 enabled:hover:text-ink',
              )}
            >
              <span
                className={cx(
                  'num grid size-5 place-items-center rounded-full text-12',
                  isHere
                    ? 'bg-primary text-on-primary'
                    : isDone
                      ? 'bg-accent-soft text-accent-strong'
                      : 'bg-active text-ink-2',
                )}
              >
                {isDone ? <Icon name="check" size={12} /> : index + 1}
              </span>
              {label}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function Buttons(props: { form: AutomationForm; isNew: boolean; onCancel: () => void }): JSX.Element {
  const { form, isNew, onCancel } = props;
  const at = STEPS.findIndex(({ value }) => value === form.step);
  const isLast = form.isJson || at === STEPS.length - 1;
  const before = STEPS[at - 1];
  const action = isNew ? 'Create automation' : 'Save automation';
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <Button onClick={onCancel}>Cancel</Button>
      {!form.isJson && before && (
        <Button icon="arrowLeft" onClick={() => form.setStep(before.value)}>
          {before.label}
        </Button>
      )}
      {/* somebody who changes one thing does not walk through all steps */}
      {!isNew && !isLast && (
        <Button busy={form.isSaving} onClick={form.submit}>
          {action}
        </Button>
      )}
      <Button kind="primary" type="submit" busy={isLast && form.isSaving}>
        {isLast ? action : `Next: ${STEPS[at + 1]?.label ?? ''}`}
      </Button>
    </div>
  );
}
