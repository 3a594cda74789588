import { Injectable, Logger } from '@nestjs/common';
import { EventBus, type OutgoingEvent } from '@orch/events';
import { Clock } from '@orch/kernel';
import { BackgroundDatabase, Database, type Tx, type WorkspaceScope, prepared } from '@orch/platform';
import { CLOSED_KEPT_US } from '@orch/triggers';
import { ActiveAutomations } from './active-automations.ts';
import { BucketRepository } from './bucket.repository.ts';
import { type Evaluated, Evaluation } from './evaluation.ts';
import { EventQueue } from './event-queue.repository.ts';
import { OrderActions } from './order-actions.ts';

const EVENTS_MAX = 500;
/** Events with so many characters of payload are evaluated together: each firing repeats the one it was set off by. */
const CHARACTERS_MAX = 1_000_000;
const BUCKETS_MAX = 500;
const WORKSPACES_MAX = 100;

// One look into the index per workspace, however long its queue is.
const WITH_EVENTS = prepared(
  'automations.workspaces_with_events',
  `with recursive w as (
     (select workspace_id from automation_event order by workspace_id limit 1)
     union all
     select (select e.workspace_id from automation_event e where e.workspace_id > w.workspace_id order by e.workspace_id limit 1)
     from w where w.workspace_id is not null
   ) select workspace_id from w where workspace_id is not null limit $1`,
);
const WITH_DUE_BUCKETS = prepared(
  'automations.workspaces_with_due_buckets',
  `select distinct workspace_id from (
     (select workspace_id from automation_bucket where is_proactive and end_us <= $1::bigint order by end_us limit 1000)
     union all
     (select workspace_id from automation_bucket where not is_proactive and end_us <= $2::bigint order by end_us limit 1000)
   ) due limit $3`,
);

/** Told by the database when events were queued that an automation watches; see the trigger on `event`. */
export const WATCHED_EVENTS_CHANNEL = 'orch_watched_events';

/** What a round of a loop found: whether there is more to do at once, and whether something fired. */
export interface Round {
  readonly isMore: boolean;
  readonly hasFired: boolean;
}

/**
 * Loops of the background: events that nobody has evaluated yet, and buckets whose time is over. Any number of
 * processes may run them: a workspace is in one process's hands at a time, and what was found, what was counted and
 * what was read are one commit.
 */
@Injectable()
export class EvaluateAutomations {
  private readonly logger = new Logger('Automations');

  constructor(
    private readonly background: BackgroundDatabase,
    private readonly database: Database,
    private readonly automations: ActiveAutomations,
    private readonly evaluation: Evaluation,
    private readonly orders: OrderActions,
    private readonly bus: EventBus,
    private readonly clock: Clock,
  ) {}

  /** One batch of every workspace that has events. */
  async events(): Promise<Round> {
    const rows = await this.background.queryOutside<Place>(WITH_EVENTS.with(WORKSPACES_MAX));
    return this.each(rows, async (tx) => {
      const { events, positions, isCut } = shortened(await EventQueue.head(tx, EVENTS_MAX));
      if (positions.length === 0) return { evaluated: NOTHING, isMore: false };
      const evaluated = await this.evaluation.ofEvents(tx, await this.automations.of(tx), events);
      await EventQueue.done(tx, positions);
      return { evaluated, isMore: isCut || positions.length >= EVENTS_MAX };
    });
  }

  /** Ends the buckets whose time is over. */
  async time(): Promise<Round> {
    const nowUs = this.clock.nowUs();
    const rows = await this.background.queryOutside<Place>(
      WITH_DUE_BUCKETS.with(nowUs, nowUs - CLOSED_KEPT_US, WORKSPACES_MAX),
    );
    return this.each(rows, async (tx) => {
      const due = await BucketRepository.due(tx, nowUs, BUCKETS_MAX);
      const evaluated = await this.evaluation.ofTime(tx, await this.automations.of(tx), due, nowUs);
      return { evaluated, isMore: due.length >= BUCKETS_MAX };
    });
  }

  private async each(
    rows: readonly Place[],
    work: (tx: Tx) => Promise<{ evaluated: Evaluated; isMore: boolean }>,
  ): Promise<Round> {
    let [isMore, hasFired] = [false, false];
    for (const { workspace_id: workspaceId } of rows) {
      const scope: WorkspaceScope = { accountId: '', workspaceId }; // loops act for no account
      try {
        const round = await this.inTurn(scope, work);
        isMore ||= round.isMore;
        hasFired ||= round.hasFired;
      } catch (error) {
        this.logger.error(`automations of workspace ${workspaceId} were not evaluated`, error);
      }
    }
    return { isMore, hasFired };
  }

  private async inTurn(
    scope: WorkspaceScope,
    work: (tx: Tx) => Promise<{ evaluated: Evaluated; isMore: boolean }>,
  ): Promise<Round> {
    let told: OutgoingEvent[] = [];
    const isMore = await this.database.transaction(scope, async (tx) => {
      told = []; // the work may be done again after a deadlock
      if (!(await EventQueue.takeTurn(tx))) return false;
      const result = await work(tx);
      told = await this.orders.execute(tx, result.evaluated);
      return result.isMore;
    });
    this.bus.committed(scope, told);
    return { isMore, hasFired: told.length > 0 };
  }
}

interface Place {
  readonly workspace_id: string;
}

const NOTHING: Evaluated = { firings: [], events: new Map() };

type Head = Awaited<ReturnType<typeof EventQueue.head>>;

/** The first of them, as many as are not too long together; one at least. */
function shortened({ events, positions }: Head): Head & { readonly isCut: boolean } {
  let characters = 0;
  const from = events.findIndex(({ payload }, i) => (characters += payload.length) > CHARACTERS_MAX && i > 0);
  const end = events[from]?.position;
  if (end === undefined) return { events, positions, isCut: false };
  return { events: events.slice(0, from), positions: positions.filter((one) => one < end), isCut: true };
}
