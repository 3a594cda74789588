import { useState } from 'react';
import { formError } from '../../api/api-error.ts';
import {
  type Action,
  type AutomationDraft,
  automations,
  automationsKey,
  type Trigger,
} from '../../api/automations.ts';
import { NotJson } from '../../ui/not-json.ts';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { missingIn } from './new-action.ts';
import { newTrigger } from './trigger-form.ts';

export type Step = 'trigger' | 'actions' | 'details';
export const STEPS: readonly { readonly value: Step; readonly label: string }[] = [
  { value: 'trigger', label: 'Trigger' },
  { value: 'actions', label: 'Actions' },
  { value: 'details', label: 'Details' },
];

export const emptyDraft = (trigger: Trigger = newTrigger('flow-run')): AutomationDraft => ({
  name: '',
  description: '',
  enabled: true,
  tags: [],
  trigger,
  actions: [],
  actions_on_trigger: [],
  actions_on_resolve: [],
});

/** An action, and whether it runs when the automation fires or only when that begins or is over. */
export const ACTION_LISTS = ['actions', 'actions_on_trigger', 'actions_on_resolve'] as const;
export type ActionList = (typeof ACTION_LISTS)[number];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NotJson);
/** JSON as a draft; what is missing gets what the server would take. */
function draftOf(value: unknown, before: AutomationDraft): AutomationDraft | undefined {
  if (!isObject(value) || !isObject(value['trigger'])) return undefined;
  const { name, description, enabled, tags, trigger } = value;
  const list = (member: ActionList): readonly Action[] =>
    Array.isArray(value[member]) ? (value[member] as Action[]) : [];
  const from = { ...emptyDraft(), ...before };
  return {
    name: typeof name === 'string' ? name : from.name,
    description: typeof description === 'string' ? description : '',
    enabled: typeof enabled === 'boolean' ? enabled : true,
    tags: Array.isArray(tags) ? tags.map(String) : [],
    trigger: completed(trigger),
    actions: list('actions'),
    actions_on_trigger: list('actions_on_trigger'),
    actions_on_resolve: list('actions_on_resolve'),
  };
}
/**
 * Members that may be left out on the wire are there for the form. What somebody typed as JSON is judged by the server:
 * here it only has to have the members that the form reads.
 */
function completed(trigger: Readonly<Record<string, unknown>>): Trigger {
  if (Array.isArray(trigger['triggers']))
    return {
      ...trigger,
      triggers: trigger['triggers'].filter(isObject).map(completed),
    } as unknown as Trigger;
  if (trigger['type'] === 'metric') return trigger as unknown as Trigger;
  return { ...newTrigger('other'), ...trigger } as unknown as Trigger;
}

/** Writing an automation: by form or as JSON, step by step. */
export function useAutomationForm(options: {
  readonly id?: string;
  readonly start: AutomationDraft;
  readonly isNew: boolean;
  readonly then: (id: string) => void;
}) {
  const { id, start, isNew, then } = options;
  const { place } = useWorkspace();
  const [draft, setDraft] = useState(start);
  const [json, setJson] = useState<unknown>();
  const [step, setStep] = useState<Step>('trigger');
  const [isChosen, setChosen] = useState(!isNew);
  const [isTried, setTried] = useState(false);
  const typed = json === undefined ? draft : draftOf(json, draft);
  const problems = typed ? problemsOf(typed) : { json: 'This is not an automation as JSON.' };
  const save = useAction({
    run: async (whole: AutomationDraft) => {
      if (id === undefined) return (await automations.create(place, whole)).id;
      await automations.replace(place, id, whole);
      return id;
    },
    refresh: [automationsKey(place)],
    quiet: true,
    done: id === undefined ? 'Automation created' : 'Automation saved',
    then,
  });
  return {
    draft,
    setDraft,
    put: (change: Partial<AutomationDraft>) => setDraft((before) => ({ ...before, ...change })),
    step,
    setStep,
    isChosen,
    choose: (trigger: Trigger) => {
      setDraft((before) => ({ ...before, trigger }));
      setChosen(true);
    },
    unchoose: () => setChosen(false),
    /** What would be saved; undefined while the JSON cannot be read. */
    typed,
    json,
    setJson,
    isJson: json !== undefined,
    showJson: () => setJson(draft),
    showForm: () => {
      if (!typed) return setTried(true);
      setDraft(typed);
      setJson(undefined);
      setChosen(true);
    },
    problems: isTried ? problems : ({} as Partial<Record<Step | 'json', string>>),
    error: formError(save.error, []),
    isSaving: save.isPending,
    submit: () => {
      setTried(true);
      const first = STEPS.find(({ value }) => value in problems);
      if (typed && Object.keys(problems).length === 0) return save.mutate(typed);
      if (first && json === undefined) setStep(first.value);
    },
  };
}
export type AutomationForm = ReturnType<typeof useAutomationForm>;

function problemsOf(draft: AutomationDraft): Partial<Record<Step | 'json', string>> {
  const list = ACTION_LISTS.flatMap((member) => draft[member]);
  const missing = list.map(missingIn).find((text) => text !== undefined);
  return {
    ...(list.length === 0 ? { actions: 'Add at least one action.' } : missing ? { actions: missing } : {}),
    ...(draft.name.trim() === '' ? { details: 'Give it a name.' } : {}),
  };
}
