import { type JSX, useState } from 'react';
import { type Action, automations } from '../../api/automations.ts';
import { messageOf } from '../../api/api-error.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu, MenuItem, MenuLabel } from '../../ui/menu.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { ActionFields } from './action-fields.tsx';
import { ACTION_KINDS, actionPhrase } from './action-text.ts';
import { missingIn, newAction } from './new-action.ts';
import { PhraseView } from './phrase-view.tsx';
import { ACTION_LISTS, type ActionList, type AutomationForm } from './use-automation-form.ts';
import type { Things } from './use-things.ts';

const GROUPS = ['Messages', 'Runs', 'Deployments and pools', 'Other'] as const;
const MOMENTS = [
  { value: 'actions', label: 'Each time it fires' },
  { value: 'actions_on_trigger', label: 'When it begins' },
  { value: 'actions_on_resolve', label: 'When it is over' },
] as const;

/** What is done when the trigger fires. */
export function ActionsStep({ form, things }: { form: AutomationForm; things: Things }): JSX.Element {
  const { draft, put } = form;
  const total = ACTION_LISTS.reduce((sum, member) => sum + draft[member].length, 0);
  return (
    <div className="flex flex-col gap-3">
      {ACTION_LISTS.flatMap((member) =>
        draft[member].map((action, index) => (
          <ActionCard
            // an action that is being written has no other key than its place
            key={`${member}-${index}-${draft[member].length}-${action.type}`}
            action={action}
            things={things}
            member={member}
            onChange={(next) =>
              put({ [member]: draft[member].map((before, at) => (at === index ? next : before)) })
            }
            onMove={(to) =>
              put({
                [member]: draft[member].filter((_, at) => at !== index),
                [to]: [...draft[to], action],
              })
            }
            onRemove={() => put({ [member]: draft[member].filter((_, at) => at !== index) })}
          />
        )),
      )}
      {total === 0 ? (
        <ActionPicker onChoose={(type) => put({ actions: [newAction(type, draft.trigger)] })} />
      ) : (
        <AddMenu onChoose={(type) => put({ actions: [...draft.actions, newAction(type, draft.trigger)] })} />
      )}
    </div>
  );
}

const kindsOf = (group: string) => Object.entries(ACTION_KINDS).filter(([, kind]) => kind.group === group);

function ActionPicker({ onChoose }: { onChoose: (type: string) => void }): JSX.Element {
  return (
    <div className="flex flex-col gap-6">
      {GROUPS.map((group) => (
        <section key={group} aria-label={group}>
          <h3 className="mb-2 text-12 font-medium text-ink-3">{group}</h3>
          <ul className="grid gap-2 grid-cols-1 sm:grid-cols-2">
            {kindsOf(group).map(([type, kind]) => (
              <li key={type}>
                <button
                  type="button"
                  onClick={() => onChoose(type)}
                  className="flex w-full items-center gap-3 rounded-8 border border-line bg-surface px-3 py-2 text-left text-13 font-medium shadow-0 transition-colors hover:border-line-strong hover:bg-hover"
                >
                  <Icon name={kind.icon} className="text-ink-3" />
                  {kind.label}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function AddMenu({ onChoose }: { onChoose: (type: string) => void }): JSX.Element {
  return (
    <div>
      <Menu
        align="start"
        className="max-h-96 w-64 overflow-y-auto"
        trigger={
          <Button size="small" icon="plus">
            Add an action
          </Button>
        }
      >
        {GROUPS.map((group) => (
          <div key={group}>
            <MenuLabel>{group}</MenuLabel>
            {kindsOf(group).map(([type, kind]) => (
              <MenuItem key={type} icon={kind.icon} onSelect={() => onChoose(type)}>
                {kind.label}
              </MenuItem>
            ))}
          </div>
        ))}
      </Menu>
    </div>
  );
}

function ActionCard(props: {
  action: Action;
  member: ActionList;
  things: Things;
  onChange: (action: Action) => void;
  onMove: (to: ActionList) => void;
  onRemove: () => void;
}): JSX.Element {
  const { action, member, things, onChange, onMove, onRemove } = props;
  const kind = ACTION_KINDS[action.type];
  return (
    <section aria-label={kind?.label ?? action.type} className="rounded-8 border border-line bg-surface">
      <header className="flex items-center gap-3 border-b border-line px-4 py-2.5">
        <Icon name={kind?.icon ?? 'bolt'} className="text-ink-3" />
        <p className="min-w-0 flex-1">
          <span className="block text-13 font-medium">{kind?.label ?? action.type}</span>
          <span className="block truncate text-12 text-ink-3">
            <PhraseView phrase={actionPhrase(action, things.nameOf)} />
          </span>
        </p>
        <span className="hidden w-40 sm:block">
          <Select label="When" options={MOMENTS} value={member} onChange={onMove} />
        </span>
        <IconButton icon="trash" size="small" label="Remove this action" onClick={onRemove} />
      </header>
      <div className="flex flex-col gap-4 px-4 py-4">
        <ActionFields action={action} things={things} onChange={onChange} />
        <ActionTest action={action} />
      </div>
    </section>
  );
}

// Messages and calls can be tried; everything else would do it to real runs.
const TESTABLE = new Set(['send-notification', 'call-webhook', 'send-email-notification']);

function ActionTest({ action }: { action: Action }): JSX.Element | null {
  const { place } = useWorkspace();
  const [said, setSaid] = useState<{ ok: boolean; error: string | null } | undefined>();
  const test = useAction({
    run: () => automations.testAction(place, action),
    quiet: true,
    then: setSaid,
  });
  if (!TESTABLE.has(action.type)) return null;
  return (
    <div className="flex flex-col gap-2">
      <div>
        <Button
          size="small"
          icon="send"
          busy={test.isPending}
          disabled={missingIn(action) !== undefined}
          onClick={() => {
            setSaid(undefined);
            test.mutate();
          }}
        >
          Send a test
        </Button>
      </div>
      {test.error && <Notice tone="danger">{messageOf(test.error)}</Notice>}
      {said && (
        <Notice tone={said.ok ? 'ok' : 'danger'}>
          {said.ok
            ? 'It was sent, with the values of the youngest run.'
            : (said.error ?? 'It could not be sent.')}
        </Notice>
      )}
    </div>
  );
}
