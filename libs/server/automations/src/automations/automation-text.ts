import type { AutomationUpdate, Trigger } from '@orch/contract';
import { type Ids, type JsonText, jsonText } from '@orch/kernel';
import { floatText, rawTextOrNull } from '@orch/platform';

type Action = AutomationUpdate['actions'][number];

/** Members of actions that hold JSON of the user; printed as they were sent. */
const OPAQUE = new Set(['parameters', 'job_variables']);
/** Members that hold seconds. */
const SECONDS = new Set(['within', 'schedule_after']);

const member = (name: string, value: unknown): string => {
  if (OPAQUE.has(name)) return rawTextOrNull(value) ?? 'null';
  if (SECONDS.has(name) && typeof value === 'number') return floatText(value);
  return JSON.stringify(value ?? null);
};

/** A trigger with ids of its own; ids that the client sent are not taken over. Upstream: Trigger.reset_ids (3.8.8). */
export function triggerText(trigger: Trigger, ids: Ids): JsonText {
  const members = Object.entries({ ...trigger, id: ids.next() }).map(([name, value]) => {
    const text =
      name === 'triggers'
        ? `[${(value as Trigger[]).map((child) => triggerText(child, ids)).join(',')}]`
        : member(name, value); // only composite triggers have it
    return `${JSON.stringify(name)}:${text}`;
  });
  return jsonText(`{${members.join(',')}}`);
}

export function actionsText(actions: readonly Action[]): JsonText {
  const texts = actions.map(
    (action) =>
      `{${Object.entries(action)
        .map(([name, value]) => `${JSON.stringify(name)}:${member(name, value)}`)
        .join(',')}}`,
  );
  return jsonText(`[${texts.join(',')}]`);
}

/** Deployments that the actions name: the automation is related to them. Upstream: _sync_automation_related_resources. */
export const deploymentsOf = (actions: readonly Action[]): string[] => [
  ...new Set(
    actions.flatMap((a) =>
      a.type === 'run-deployment' && a.source === 'selected' && a.deployment_id !== null
        ? [a.deployment_id]
        : [],
    ),
  ),
];
