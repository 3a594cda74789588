import type { JSX } from 'react';
import type { Action } from '../../api/automations.ts';
import { Checkbox } from '../../ui/choice.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, TextArea } from '../../ui/input.tsx';
import { JsonInput } from '../../ui/json-input.tsx';
import { Select } from '../../ui/select.tsx';
import type { Option } from '../../ui/option-list.ts';
import { SpanInput } from '../../ui/span-input.tsx';
import { TokenInput } from '../../ui/token-input.tsx';
import { ACTION_KINDS, type Target, targetMember } from './action-text.ts';
import { QueueField } from './queue-field.tsx';
import type { Kind, Things } from './use-things.ts';

interface Props {
  readonly action: Action;
  readonly things: Things;
  readonly onChange: (action: Action) => void;
}
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const INFERRED = 'inferred';

/** What one action needs to know. */
export function ActionFields({ action, things, onChange }: Props): JSX.Element | null {
  const target = ACTION_KINDS[action.type]?.target;
  const put = (change: Readonly<Record<string, unknown>>): void => onChange({ ...action, ...change });
  return (
    <div className="flex flex-col gap-4">
      {target === 'work-queue' && <QueueField action={action} things={things} onChange={onChange} />}
      {target && target !== 'work-queue' && (
        <TargetField action={action} target={target} things={things} onChange={onChange} />
      )}
      {action.type === 'run-deployment' && <RunFields action={action} put={put} />}
      {action.type === 'change-flow-run-state' && <StateFields action={action} put={put} />}
      {action.type === 'send-notification' && <MessageFields action={action} put={put} />}
      {action.type === 'send-email-notification' && (
        <>
          <Field label="To" hint="Enter or a comma after each address.">
            <TokenInput
              free
              placeholder="team@example.com"
              value={Array.isArray(action['emails']) ? action['emails'].map(String) : []}
              onChange={(emails) => put({ emails })}
            />
          </Field>
          <MessageFields action={action} put={put} />
        </>
      )}
      {action.type === 'call-webhook' && (
        <Field label="Payload" optional hint={<TemplateHint />}>
          <TextArea
            mono
            rows={5}
            spellCheck={false}
            className="sm:text-12"
            value={text(action['payload'])}
            onChange={({ target: { value } }) => put({ payload: value })}
          />
        </Field>
      )}
    </div>
  );
}

const TARGETS: Readonly<Record<Exclude<Target, 'work-queue'>, readonly [label: string, kind: Kind]>> = {
  deployment: ['Deployment', 'deployment'],
  'work-pool': ['Work pool', 'work-pool'],
  automation: ['Automation', 'automation'],
  block: ['Block', 'block-document'],
};

const BLOCK_HINTS: Readonly<Record<string, string>> = {
  'send-notification': 'Slack, PagerDuty, mail and the like; make one under Blocks.',
  'call-webhook': 'A block of type Webhook holds the address; make one under Blocks.',
};
/** What fits the action, and what was chosen before. */
const blocksWith = (things: Things, { type, block_document_id: chosen }: Action): readonly Option[] => {
  const fitting = things.blocksFor(type);
  return [
    ...fitting,
    ...things.options['block-document'].filter(
      ({ value }) => value === chosen && !fitting.some((one) => one.value === value),
    ),
  ];
};

function TargetField(props: Props & { target: Exclude<Target, 'work-queue'> }): JSX.Element {
  const { action, target, things, onChange } = props;
  const [label, kind] = TARGETS[target];
  const member = targetMember(target);
  // notifications and calls always name their block
  const inferred =
    target === 'block' ? [] : [{ value: INFERRED, label: `The ${target.replace('-', ' ')} of the event` }];
  const { [member]: id, ...rest } = action;
  const { type } = action;
  return (
    <Field label={label} hint={target === 'block' ? BLOCK_HINTS[action.type] : undefined}>
      <Combobox
        options={target === 'block' ? blocksWith(things, action) : [...inferred, ...things.options[kind]]}
        value={action['source'] === INFERRED ? INFERRED : text(id)}
        searchLabel={`Search ${label.toLowerCase()}s`}
        empty={target === 'block' ? 'No block of this kind yet' : `No ${label.toLowerCase()} yet`}
        onChange={(next) =>
          onChange(
            next === INFERRED
              ? { ...rest, type, source: INFERRED }
              : { ...action, ...(target === 'block' ? {} : { source: 'selected' }), [member]: next },
          )
        }
      />
    </Field>
  );
}

interface Part {
  readonly action: Action;
  readonly put: (change: Readonly<Record<string, unknown>>) => void;
}

function RunFields({ action, put }: Part): JSX.Element {
  return (
    <Disclosure
      label="Parameters, job variables, delay"
      open={Boolean(action['parameters'] ?? action['job_variables'] ?? action['schedule_after'])}
    >
      <Field label="Parameters" optional hint="JSON; the deployment's own stay where nothing else is said.">
        <JsonInput
          value={action['parameters'] ?? undefined}
          placeholder={'{ "date": "2026-03-03" }'}
          onChange={(parameters) => put({ parameters: parameters ?? null })}
        />
      </Field>
      <Field label="Job variables" optional>
        <JsonInput
          value={action['job_variables'] ?? undefined}
          onChange={(variables) => put({ job_variables: variables ?? null })}
        />
      </Field>
      <Field label="Wait before it runs" optional>
        <SpanInput
          label="Wait before it runs"
          seconds={Number(action['schedule_after']) || 0}
          onChange={(seconds) => put({ schedule_after: seconds })}
        />
      </Field>
    </Disclosure>
  );
}

const STATE_TYPES = [
  'COMPLETED',
  'FAILED',
  'CRASHED',
  'CANCELLED',
  'CANCELLING',
  'PAUSED',
  'PENDING',
  'RUNNING',
  'SCHEDULED',
] as const;

function StateFields({ action, put }: Part): JSX.Element {
  return (
    <div className="grid gap-4 grid-cols-1 sm:grid-cols-2">
      <Field label="State">
        <Select
          value={text(action['state'])}
          options={STATE_TYPES.map((value) => ({
            value,
            label: value.charAt(0) + value.slice(1).toLowerCase(),
          }))}
          onChange={(state) => put({ state })}
        />
      </Field>
      <Field label="Name" optional>
        <Input value={text(action['name'])} onChange={({ target }) => put({ name: target.value || null })} />
      </Field>
      <Field label="Message" optional className="sm:col-span-2">
        <Input
          value={text(action['message'])}
          onChange={({ target }) => put({ message: target.value || null })}
        />
      </Field>
      <Checkbox
        label="Even against the rules"
        hint="The state is written without asking whether the run may enter it."
        checked={action['force'] === true}
        onChange={(force) => put({ force })}
      />
    </div>
  );
}

function MessageFields({ action, put }: Part): JSX.Element {
  return (
    <>
      <Field label="Subject">
        <Input value={text(action['subject'])} onChange={({ target }) => put({ subject: target.value })} />
      </Field>
      <Field label="Message" hint={<TemplateHint />}>
        <TextArea
          mono
          rows={7}
          spellCheck={false}
          className="sm:text-12"
          value={text(action['body'])}
          onChange={({ target }) => put({ body: target.value })}
        />
      </Field>
    </>
  );
}

function TemplateHint(): JSX.Element {
  return (
    <>
      A template: <code className="font-mono">{'{{ flow_run.name }}'}</code>,{' '}
      <code className="font-mono">{'{{ flow_run.state.message }}'}</code>,{' '}
      <code className="font-mono">{'{{ event.event }}'}</code>,{' '}
      <code className="font-mono">{'{{ flow_run | ui_url }}'}</code>.
    </>
  );
}
