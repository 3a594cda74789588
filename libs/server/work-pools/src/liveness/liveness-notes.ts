import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { EventBus, type OutgoingEvent, RESOURCE_ID, RESOURCE_ROLE } from '@orch/events';
import { type Micros, microsToPg } from '@orch/kernel';
import { CONFIG, type Config, Database, type WorkspaceScope, prepared } from '@orch/platform';
import { idOfResource } from '../channel/channel-frames.ts';
import { ABANDONED_SECONDS, USUAL_INTERVAL_SECONDS } from './liveness-verdict.ts';

const HEARTBEAT = 'prefect.flow-run.heartbeat';
const CLAIMED = 'prefect.flow-run.Pending';
/** Heartbeats come every half a minute at most: noting them a little later costs nothing. */
const COLLECT_MS = 1_000;
const BATCH_MAX = 1_000;
/** An interval longer than this is a pause, not a habit. */
const INTERVAL_SECONDS_MAX = 3_600;

/** What an event says about a run: when its process was alive, or that a worker claimed it. */
interface Note {
  readonly runId: string;
  readonly beatUs: Micros | null;
}

// Only runs that are open are watched, so that a late heartbeat leaves nothing behind. The interval is the distance of
// the last two heartbeats by the clock of the run's own process. $3: the configured silence, or null.
const NOTE = prepared(
  'work-pools.note_liveness',
  `insert into flow_run_liveness as l (workspace_id, flow_run_id, beat_at, check_at)
   select $1::uuid, n.id, n.beat_at, now() + make_interval(secs => case when n.beat_at is null then ${ABANDONED_SECONDS} else coalesce($3::int, ${USUAL_INTERVAL_SECONDS} * 3) end)
   from json_to_recordset($2::json) as n(id uuid, beat_at timestamptz)
   join flow_run r on r.workspace_id = $1::uuid and r.id = n.id and r.state_type in ('PENDING', 'RUNNING')
   order by n.id
   on conflict (workspace_id, flow_run_id) do update set seen_at = now(), beat_at = coalesce(excluded.beat_at, l.beat_at),
     interval_seconds = case when excluded.beat_at > l.beat_at
       then least(${INTERVAL_SECONDS_MAX}, greatest(30, extract(epoch from excluded.beat_at - l.beat_at)::int)) else l.interval_seconds end,
     check_at = case when excluded.beat_at is null or l.beat_at is null then excluded.check_at
       when excluded.beat_at > l.beat_at then now() + make_interval(secs => coalesce($3::int, greatest(90,
         3 * least(${INTERVAL_SECONDS_MAX}, greatest(30, extract(epoch from excluded.beat_at - l.beat_at)::int)))))
       else greatest(l.check_at, excluded.check_at) end`,
);

/** Notes signs of life of runs from the events that this process stores: heartbeats, and claims by workers. */
@Injectable()
export class LivenessNotes implements OnModuleInit, OnApplicationShutdown {
  private readonly waiting = new Map<string, { scope: WorkspaceScope; notes: Map<string, Note> }>();
  private readonly log = new Logger(LivenessNotes.name);
  private timer: NodeJS.Timeout | undefined;
  private stop: (() => void) | undefined;

  constructor(
    private readonly bus: EventBus,
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Pick<Config, 'runSilenceSeconds'>,
  ) {}

  onModuleInit(): void {
    this.stop = this.bus.subscribe((scope, events) => {
      for (const event of events) {
        const note = noteOf(event);
        if (note) this.add(scope, note);
      }
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop?.();
    clearTimeout(this.timer);
    await this.flush();
  }

  private add(scope: WorkspaceScope, note: Note): void {
    const known = this.waiting.get(scope.workspaceId) ?? { scope, notes: new Map<string, Note>() };
    this.waiting.set(scope.workspaceId, known);
    const before = known.notes.get(note.runId);
    if (before?.beatUs && (note.beatUs ?? 0) <= before.beatUs) return;
    known.notes.set(note.runId, note);
    this.timer ??= setTimeout(() => void this.flush(), COLLECT_MS).unref();
  }

  private async flush(): Promise<void> {
    const all = [...this.waiting.values()];
    this.waiting.clear();
    this.timer = undefined;
    for (const { scope, notes } of all) {
      const rows = [...notes.values()].map(({ runId, beatUs }) => ({
        id: runId,
        beat_at: beatUs === null ? null : microsToPg(beatUs),
      }));
      for (let from = 0; from < rows.length; from += BATCH_MAX)
        await this.write(scope, rows.slice(from, from + BATCH_MAX));
    }
  }

  /** A note that is lost delays a verdict, it never causes one: before that the stored events are looked at. */
  private async write(scope: WorkspaceScope, rows: readonly object[]): Promise<void> {
    await this.database
      .execute(
        scope,
        NOTE.with(scope.workspaceId, JSON.stringify(rows), this.config.runSilenceSeconds ?? null),
      )
      .catch((error: unknown) => this.log.warn(error));
  }
}

function noteOf(event: OutgoingEvent): Note | undefined {
  const isBeat = event.event === HEARTBEAT;
  if (!isBeat && event.event !== CLAIMED) return undefined;
  if (!isBeat && !event.related.some((related) => related[RESOURCE_ROLE] === 'work-pool')) return undefined;
  const runId = idOfResource(event.resource[RESOURCE_ID] ?? '', 'flow-run');
  return runId === undefined ? undefined : { runId, beatUs: isBeat ? event.occurredUs : null };
}
