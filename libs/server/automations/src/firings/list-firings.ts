import { Injectable } from '@nestjs/common';
import type { AutomationFiring, FiredAction, LastFiring } from '@orch/contract';
import { presentEventRow } from '@orch/events';
import { microsToWire } from '@orch/kernel';
import { Database, type WorkspaceScope } from '@orch/platform';
import { AutomationReader } from '../automations/automation.reader.ts';
import { EventQueue } from '../engine/event-queue.repository.ts';
import { type FiringRow, FiringRepository, type NotedAction } from './firing.repository.ts';

/** The times that an automation fired, with what became of its actions. */
@Injectable()
export class ListFirings {
  constructor(
    private readonly database: Database,
    private readonly automations: AutomationReader,
  ) {}

  /** The youngest first. @throws OrchError `object.not_found` */
  async execute(
    scope: WorkspaceScope,
    automationId: string,
    offset: number,
    limit: number,
  ): Promise<AutomationFiring[]> {
    await this.automations.byId(scope, automationId);
    const rows = await FiringRepository.list(this.database, scope, automationId, offset, limit);
    const actions = new Map(rows.map((row) => [row.id, JSON.parse(row.actions) as NotedAction[]])); // written by us
    const open = [...actions.values()].flat().filter(({ status }) => status === 'waiting');
    const tries = await FiringRepository.tries(
      this.database,
      scope,
      open.map(({ id }) => id),
    );
    const events = await this.eventsOf(scope, rows);
    return rows.map((row) => ({
      id: row.id,
      trigger_id: row.trigger_id,
      fired_at: microsToWire(row.fired_us),
      labels: JSON.parse(row.labels) as Record<string, string>,
      triggering_event: (row.event_id === null ? undefined : events.get(row.event_id)) ?? null,
      actions: actions.get(row.id)!.map((action, index) => shown(action, index, tries.get(action.id))),
    }));
  }

  /** Those that never fired, or are of another workspace, are left out. */
  async last(scope: WorkspaceScope, automationIds: readonly string[]): Promise<LastFiring[]> {
    const rows = await FiringRepository.last(this.database, scope, [...new Set(automationIds)]);
    return rows.map((row) => ({ automation_id: row.automation_id, fired_at: microsToWire(row.fired_us) }));
  }

  private async eventsOf(
    scope: WorkspaceScope,
    rows: readonly FiringRow[],
  ): Promise<Map<string, Record<string, unknown>>> {
    const stored = await EventQueue.byReference(
      { scope, query: (statement) => this.database.query(scope, statement) },
      rows.flatMap(({ event_id: id, event_us: occurredUs }) =>
        id === null || occurredUs === null ? [] : [{ id, occurredUs }],
      ),
    );
    return new Map(
      stored.map((row) => [row.id, JSON.parse(presentEventRow(row)) as Record<string, unknown>]),
    );
  }
}

function shown(
  action: NotedAction,
  index: number,
  tried: { attempts: number; reason: string | null } | undefined,
): FiredAction {
  const isRetried = action.status === 'waiting' && (tried?.reason ?? null) !== null;
  return {
    index,
    type: action.type,
    status: isRetried ? 'failed' : action.status,
    attempts: action.attempts ?? tried?.attempts ?? 0,
    error: action.error ?? tried?.reason ?? null,
    executed_at: action.executed_us === undefined ? null : microsToWire(action.executed_us),
  };
}
