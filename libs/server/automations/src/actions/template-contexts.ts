import { Inject, Injectable } from '@nestjs/common';
import { DeploymentReader, presentDeployment } from '@orch/deployments';
import { OrchError } from '@orch/kernel';
import { CONFIG, type Config, Database, type WorkspaceScope, prepared } from '@orch/platform';
import {
  FlowReader,
  FlowRunReader,
  TaskRunReader,
  presentFlow,
  presentFlowRun,
  presentTaskRun,
} from '@orch/runs';
import {
  Model,
  type ModelKind,
  type RenderContext,
  TemplateRenderError,
  TemplateSyntaxError,
  allFirings,
  linkFilters,
  renderText,
} from '@orch/triggers';
import { WorkPoolReader, WorkQueueReader, presentWorkPool, presentWorkQueue } from '@orch/work-pools';
import { presentAutomation } from '../automations/automation.presenter.ts';
import { ActionFailed } from './action-failed.ts';
import { firstOfKind } from './inferred.ts';
import { ResourceModel } from './resource-model.ts';
import type { SourceEvent, TriggeredAction } from './triggered-action.ts';

// Tables of other contexts, read only.
const VARIABLES = prepared(
  'automations.variables',
  'select name, value from variable where workspace_id = $1::uuid order by name limit 1000',
);
const POOL_NAME = prepared(
  'automations.template_pool_name',
  'select name from work_pool where workspace_id = $1::uuid and id = $2::uuid',
);

type Reader = (scope: WorkspaceScope, id: string) => Promise<string | undefined>;
const RESULT_FIELDS = ['message', 'name', 'timestamp', 'type'] as const;

/** What templates of actions may refer to. Upstream: server/events/actions.py, JinjaTemplateAction (3.8.8). */
@Injectable()
export class TemplateContexts {
  private readonly readers: Readonly<Partial<Record<ModelKind, Reader>>>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    flowRuns: FlowRunReader,
    flows: FlowReader,
    taskRuns: TaskRunReader,
    deployments: DeploymentReader,
    pools: WorkPoolReader,
    queues: WorkQueueReader,
  ) {
    this.readers = {
      'flow-run': async (scope, id) => shown(await flowRuns.byId(scope, id), presentFlowRun),
      'task-run': async (scope, id) => shown(await taskRuns.byId(scope, id), presentTaskRun),
      flow: async (scope, id) => shown(await flows.byId(scope, id), presentFlow),
      deployment: async (scope, id) => presentDeployment(await deployments.byId(scope, id)),
      'work-queue': async (scope, id) => presentWorkQueue(await queues.byId(scope, id)),
      'work-pool': async (scope, id) => {
        const [row] = await database.query<{ name: string }>(scope, POOL_NAME.with(scope.workspaceId, id));
        return row && presentWorkPool(await pools.byName(scope, row.name));
      },
    };
  }

  /** Renders templates of one action; `templates` are all that will be asked for. The function throws ActionFailed. */
  async renderer(
    scope: WorkspaceScope,
    triggered: TriggeredAction,
    templates: readonly string[],
  ): Promise<(template: string) => string> {
    const context = await this.context(scope, triggered, templates);
    const filters = linkFilters(this.uiUrl);
    return (template) => {
      try {
        return renderText(template, context, { filters });
      } catch (error) {
        if (error instanceof TemplateRenderError || error instanceof TemplateSyntaxError)
          throw new ActionFailed(`Template rendering failed: ${error.message}`);
        throw error;
      }
    };
  }

  private get uiUrl(): string {
    const { publicUrl, host, port } = this.config;
    return publicUrl ?? `http://${host}:${port}`;
  }

  private async context(
    scope: WorkspaceScope,
    triggered: TriggeredAction,
    templates: readonly string[],
  ): Promise<RenderContext> {
    const { automation, firing, event } = triggered;
    const eventModel = event ? eventOf(event) : null;
    const firings = allFirings(firing).map((one) => firingOf(one, event));
    const context: Record<string, unknown> = {
      automation: new Model(
        'automation',
        JSON.parse(presentAutomation(automation)) as Record<string, unknown>,
      ),
      event: eventModel,
      labels: firing.labels,
      firing: firings[0],
      firings,
      events: eventModel ? [eventModel] : [],
    };
    const isNamed = (name: string): boolean =>
      templates.some((template) => new RegExp(`\\b${name}\\b`).test(template));
    for (const [kind, read] of Object.entries(this.readers) as [ModelKind, Reader][]) {
      const name = kind.replace('-', '_');
      if (isNamed(name)) context[name] = await this.object(scope, triggered, kind, read);
    }
    if (isNamed('variables')) context['variables'] = await this.variables(scope);
    return context;
  }

  /** The first object of a kind in the event, as it is now; runs in the state that the event tells of. */
  private async object(
    scope: WorkspaceScope,
    { event }: TriggeredAction,
    kind: ModelKind,
    read: Reader,
  ): Promise<Model | null> {
    const id = firstOfKind(event, kind);
    if (id === undefined || !event) return null;
    const text = await read(scope, id).catch((error: unknown) => {
      if (error instanceof OrchError && error.status === 404) return undefined;
      throw error;
    });
    if (text === undefined) return null;
    const members = JSON.parse(text) as Record<string, unknown>;
    const labels = [event.resource, ...event.related].find(
      (r) => r['prefect.resource.id'] === `prefect.${kind}.${id}`,
    );
    const fields = RESULT_FIELDS.map((name) => [name, labels?.[`prefect.state-${name}`]] as const);
    const isKnown = kind.endsWith('run') && fields.every(([, value]) => value !== undefined);
    return new Model(kind, isKnown ? { ...members, state: Object.fromEntries(fields) } : members);
  }

  private async variables(scope: WorkspaceScope): Promise<Record<string, unknown>> {
    const rows = await this.database.query<{ name: string; value: string | null }>(
      scope,
      VARIABLES.with(scope.workspaceId),
    );
    return Object.fromEntries(
      rows.map((r) => [r.name, r.value === null ? null : (JSON.parse(r.value) as unknown)]),
    );
  }
}

const shown = <R>(row: R | undefined, present: (row: R) => string): string | undefined =>
  row === undefined ? undefined : present(row);

function eventOf(event: SourceEvent): Model {
  const wire = JSON.parse(event.wire) as Record<string, unknown>;
  return new Model('received-event', {
    ...wire,
    resource: new ResourceModel(event.resource),
    related: event.related.map((labels) => new ResourceModel(labels)),
  });
}

const firingOf = (firing: TriggeredAction['firing'], event: SourceEvent | null): Record<string, unknown> => ({
  id: firing.id,
  trigger: { id: firing.triggerId },
  trigger_states: ['Triggered'],
  triggered: new Date(firing.triggeredUs / 1_000).toISOString(),
  triggering_labels: firing.labels,
  triggering_event: event && firing.event?.id === event.id ? eventOf(event) : null,
});
