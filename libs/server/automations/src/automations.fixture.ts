import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { RunActions } from './actions/run-actions.ts';
import { type Json, W1, call, parts, post, provided } from './contexts.fixture.ts';
import { EvaluateAutomations } from './engine/evaluate-automations.ts';

const made: { id: string; workspace: string }[] = [];

/** Removes what a test made. */
export async function forgetAutomations(): Promise<void> {
  for (const { id, workspace } of made.splice(0))
    await call('DELETE', `/automations/${id}`, undefined, { workspace });
  for (const table of ['automation_event', 'automation_action', 'automation_firing', 'event'])
    await parts.backgroundDatabase.queryOutside({ text: `delete from ${table}`, values: [] });
}

/** A reactive trigger on events of a name. */
export const on = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: 'event',
  posture: 'Reactive',
  expect: [name],
  threshold: 1,
  within: 0,
  ...more,
});

/** Makes an automation; returns its id. */
export async function automate(
  trigger: unknown,
  actions: readonly unknown[] = [{ type: 'do-nothing' }],
  { workspace = W1, ...more }: Record<string, unknown> & { workspace?: string } = {},
): Promise<string> {
  const answer = await post('/automations/', { name: 'a', trigger, actions, ...more }, { workspace });
  expect(answer).toMatchObject({ status: 201 });
  const id = (answer.body as Json)['id'] as unknown as string;
  made.push({ id, workspace });
  return id;
}

/** What of an event matters here. */
export interface Sent {
  readonly resource?: string;
  readonly related?: readonly Record<string, string>[];
  readonly payload?: unknown;
}
/** Sends events; returns their ids. */
export async function send(name: string, events: readonly Sent[] = [{}], workspace = W1): Promise<string[]> {
  const body = events.map(({ resource = 'r', related = [], payload = {} }, i) => ({
    id: randomUUID(),
    event: name,
    occurred: new Date(Date.now() + i).toISOString(), // of equal times the order is nobody's
    resource: { 'prefect.resource.id': resource },
    related,
    payload,
  }));
  expect(await post('/events', body, { workspace })).toMatchObject({ status: 204 });
  return body.map(({ id }) => id);
}

/** Events of the automations themselves, oldest first. */
export async function told(name: string, workspace = W1): Promise<Json[]> {
  const filter = { event: { name: [`prefect.automation.${name}`] }, order: 'ASC' };
  const answer = await post('/events/filter', { filter, limit: 50 }, { workspace });
  return (answer.body as { events: Json[] }).events;
}
/** How many of them there are. */
export const count = async (name: string, workspace = W1): Promise<number> => {
  const filter = { event: { name: [`prefect.automation.${name}`] } };
  return ((await post('/events/filter', { filter, limit: 1 }, { workspace })).body as { total: number })
    .total;
};
/** Sees all workspaces. */
export const outside = <R extends object>(text: string, values: unknown[] = []): Promise<R[]> =>
  parts.backgroundDatabase.queryOutside<R>({ text, values });

/** What the background does, until there is nothing to do. */
export async function settle(): Promise<void> {
  for (let left = 30; left > 0; left -= 1) {
    await provided(EvaluateAutomations).events();
    await provided(RunActions).execute();
    const [row] = await outside<{ left: number }>(
      `select (select count(*) from automation_event) + (select count(*) from automation_action where status = 'waiting' and due <= now()) as left`,
    );
    if (row?.left === 0) return;
  }
}
