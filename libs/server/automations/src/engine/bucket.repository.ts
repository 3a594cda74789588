import type { Micros } from '@orch/kernel';
import { type Database, type Tx, type WorkspaceScope, prepared } from '@orch/platform';
import { type Bucket, CLOSED_KEPT_US, type WatchedEvents } from '@orch/triggers';

interface BucketRow {
  readonly automation_id: string;
  readonly trigger_id: string;
  readonly key: string;
  readonly start_us: number;
  readonly end_us: number;
  readonly count: number;
  readonly last_event_id: string | null;
  readonly last_event_us: number | null;
}

/** A bucket of one automation. */
export interface OwnedBucket {
  readonly automationId: string;
  readonly triggerId: string;
  readonly bucket: Bucket;
}

/** The place of a bucket. */
export interface BucketPlace {
  readonly automationId: string;
  readonly triggerId: string;
  readonly key: readonly string[];
}

const COLUMNS = `b.automation_id, b.trigger_id, b.key, b.start_us, b.end_us, b.count, b.last_event_id, b.last_event_us`;
const READ = prepared(
  'automations.buckets',
  `select ${COLUMNS} from automation_bucket b
   join unnest($2::uuid[], $3::uuid[], $4::text[]) as k(automation_id, trigger_id, key)
     on b.automation_id = k.automation_id and b.trigger_id = k.trigger_id and b.key_hash = md5(k.key)
   where b.workspace_id = $1::uuid`,
);
// Of disabled automations nothing is there; `limit` bounds one round. Reactive buckets are kept for a while after their
// end, as on the reference: without a window the end is the beginning, and events go on being counted.
const DUE = prepared(
  'automations.due_buckets',
  `select ${COLUMNS} from automation_bucket b
   where b.workspace_id = $1::uuid and (b.is_proactive and b.end_us <= $2::bigint or not b.is_proactive and b.end_us <= $3::bigint)
   order by b.end_us limit $4`,
);
const YOUNGEST = prepared(
  'automations.buckets_of_automation',
  `select ${COLUMNS} from automation_bucket b where b.workspace_id = $1::uuid and b.automation_id = $2::uuid
   order by b.end_us desc limit $3`,
);
const UPSERT = prepared(
  'automations.write_buckets',
  `insert into automation_bucket as b (workspace_id, automation_id, trigger_id, key, is_proactive, start_us, end_us, count, last_event_id, last_event_us)
   select $1::uuid, r.automation_id, r.trigger_id, r.key, r.is_proactive, r.start_us, r.end_us, r.count, r.last_event_id, r.last_event_us
   from json_to_recordset($2::json) as r(automation_id uuid, trigger_id uuid, key text, is_proactive boolean, start_us bigint,
     end_us bigint, count integer, last_event_id uuid, last_event_us bigint)
   on conflict (workspace_id, automation_id, trigger_id, key_hash) do update set start_us = excluded.start_us,
     end_us = excluded.end_us, count = excluded.count, last_event_id = excluded.last_event_id, last_event_us = excluded.last_event_us`,
);
const DELETE = prepared(
  'automations.delete_buckets',
  `delete from automation_bucket b using unnest($2::uuid[], $3::uuid[], $4::text[]) as k(automation_id, trigger_id, key)
   where b.workspace_id = $1::uuid and b.automation_id = k.automation_id and b.trigger_id = k.trigger_id and b.key_hash = md5(k.key)`,
);

/** Buckets at rest. Whoever writes holds the workspace's turn, so there is one writer at a time. */
export const BucketRepository = {
  async read(tx: Tx, places: readonly BucketPlace[]): Promise<OwnedBucket[]> {
    if (places.length === 0) return [];
    return (await tx.query<BucketRow>(READ.with(tx.scope.workspaceId, ...columnsOf(places)))).map(
      ownedBucket,
    );
  },

  /** Buckets of an automation, those that close last first; outside of its turn, for those who ask. */
  async youngest(
    database: Database,
    scope: WorkspaceScope,
    automationId: string,
    limit: number,
  ): Promise<OwnedBucket[]> {
    const rows = await database.query<BucketRow>(
      scope,
      YOUNGEST.with(scope.workspaceId, automationId, limit),
    );
    return rows.map(ownedBucket);
  },

  /** Buckets whose time is over, the longest waiting first. */
  async due(tx: Tx, nowUs: Micros, limit: number): Promise<OwnedBucket[]> {
    return (
      await tx.query<BucketRow>(DUE.with(tx.scope.workspaceId, nowUs, nowUs - CLOSED_KEPT_US, limit))
    ).map(ownedBucket);
  },

  async write(
    tx: Tx,
    changed: readonly { automationId: string; trigger: WatchedEvents; bucket: Bucket }[],
    gone: readonly BucketPlace[],
  ): Promise<void> {
    if (gone.length > 0) await tx.execute(DELETE.with(tx.scope.workspaceId, ...columnsOf(gone)));
    if (changed.length === 0) return;
    const rows = changed.map(({ automationId, trigger, bucket }) => ({
      automation_id: automationId,
      trigger_id: trigger.id,
      key: JSON.stringify(bucket.key),
      is_proactive: trigger.isProactive,
      start_us: bucket.startUs,
      end_us: bucket.endUs,
      count: bucket.count,
      last_event_id: bucket.lastEvent?.id ?? null,
      last_event_us: bucket.lastEvent?.occurredUs ?? null,
    }));
    await tx.execute(UPSERT.with(tx.scope.workspaceId, JSON.stringify(rows)));
  },
};

const columnsOf = (places: readonly BucketPlace[]): [string[], string[], string[]] => [
  places.map((p) => p.automationId),
  places.map((p) => p.triggerId),
  places.map((p) => JSON.stringify(p.key)),
];

const ownedBucket = (row: BucketRow): OwnedBucket => ({
  automationId: row.automation_id,
  triggerId: row.trigger_id,
  bucket: {
    key: JSON.parse(row.key) as string[], // written by `write`
    startUs: row.start_us,
    endUs: row.end_us,
    count: row.count,
    lastEvent:
      row.last_event_id === null || row.last_event_us === null
        ? null
        : { id: row.last_event_id, occurredUs: row.last_event_us },
  },
});
