import type { Trigger } from '@orch/contract';
import type { Micros } from '@orch/kernel';
import { type Tx, prepared } from '@orch/platform';
import { eventTriggersOf, metricTriggersOf, namesOf, openBucket, watched } from '@orch/triggers';
import { MetricStates } from '../metrics/metric-state.repository.ts';
import { BucketRepository } from './bucket.repository.ts';

const FORGET = prepared(
  'automations.forget_interest',
  'delete from automation_interest where workspace_id = $1::uuid and automation_id = $2::uuid',
);
const REMEMBER = prepared(
  'automations.remember_interest',
  `insert into automation_interest (workspace_id, pattern, automation_id)
   select $1::uuid, p, $2::uuid from unnest($3::text[]) p on conflict do nothing`,
);
const FORGET_BUCKETS = prepared(
  'automations.forget_buckets',
  'delete from automation_bucket where workspace_id = $1::uuid and automation_id = $2::uuid',
);
const FORGET_FIRINGS = prepared(
  'automations.forget_child_firings',
  'delete from automation_child_firing where workspace_id = $1::uuid and automation_id = $2::uuid',
);

/** What an automation is to be watched by. */
export interface Watchable {
  readonly id: string;
  readonly enabled: boolean;
  readonly trigger: string;
}

/**
 * Notes what an automation watches, in the transaction of its change: from its commit on, events are kept for it.
 * What it has counted before is forgotten.
 */
export async function watch(tx: Tx, automation: Watchable, nowUs: Micros): Promise<void> {
  const { workspaceId } = tx.scope;
  for (const statement of [FORGET, FORGET_BUCKETS, FORGET_FIRINGS])
    await tx.execute(statement.with(workspaceId, automation.id));
  const trigger = watched(JSON.parse(automation.trigger) as Trigger); // stored by us
  const metrics = automation.enabled ? metricTriggersOf(trigger).map(({ id }) => id) : [];
  await MetricStates.watch(tx, automation.id, metrics);
  if (!automation.enabled) return;
  const triggers = eventTriggersOf(trigger);
  const patterns = new Set(triggers.flatMap(namesOf).map(likePattern));
  await tx.execute(REMEMBER.with(workspaceId, automation.id, [...patterns]));
  const opened = triggers
    .filter((one) => one.isProactive && one.forEach.length === 0)
    .map((trigger) => ({ automationId: automation.id, trigger, bucket: openBucket(trigger, nowUs) }));
  await BucketRepository.write(tx, opened, []);
}

/** A name with stars as LIKE wants it. Other wild characters are not wild in names of events. */
const likePattern = (name: string): string => name.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');
