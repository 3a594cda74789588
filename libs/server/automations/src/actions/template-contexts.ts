import { Injectable } from '@nestjs/common';
import { DeploymentReader, presentDeployment } from '@orch/deployments';
import { OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import {
  FlowReader,
  FlowRunReader,
  TaskRunReader,
  presentFlow,
  presentFlowRun,
  presentTaskRun,
} from '@orch/runs';
import {
  type ModelKind,
  type Portable,
  type PortableContext,
  allFirings,
  maybeTemplate,
  portableModel,
} from '@orch/triggers';
import { WorkPoolReader, WorkQueueReader, presentWorkPool, presentWorkQueue } from '@orch/work-pools';
import { presentAutomation } from '../automations/automation.presenter.ts';
import type { Rendered } from '../templates/render-job.ts';
import { RenderTemplates } from '../templates/render-templates.ts';
import { RenderingEnded } from '../templates/template-thread.ts';
import { ActionFailed, TryAgain } from './action-failed.ts';
import { firstOfKind } from './inferred.ts';
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
const NONE: Portable = { json: null };
const RESULT_FIELDS = ['message', 'name', 'timestamp', 'type'] as const;

/** What templates of actions may refer to. Upstream: server/events/actions.py, JinjaTemplateAction (3.8.8). */
@Injectable()
export class TemplateContexts {
  private readonly readers: Readonly<Partial<Record<ModelKind, Reader>>>;

  constructor(
    private readonly templates: RenderTemplates,
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

  /**
   * Renders templates of one action: those that are asked for later have to be among `templates`. The function throws
   * ActionFailed. @throws TryAgain when they take too long: they are bounded, so the machine has much to do
   */
  async renderer(
    scope: WorkspaceScope,
    triggered: TriggeredAction,
    templates: readonly string[],
  ): Promise<(template: string) => string> {
    const wanted = [...new Set(templates)].filter(maybeTemplate);
    const rendered = wanted.length === 0 ? [] : await this.rendered(scope, triggered, wanted);
    const known = new Map(wanted.map((template, i) => [template, rendered[i]!]));
    return (template) => {
      if (!maybeTemplate(template)) return template;
      const found = known.get(template);
      if (!found) throw new Error('a template was not announced');
      if ('problem' in found) throw new ActionFailed(`Template rendering failed: ${found.problem}`);
      return found.text;
    };
  }

  private async rendered(
    scope: WorkspaceScope,
    triggered: TriggeredAction,
    templates: readonly string[],
  ): Promise<readonly Rendered[]> {
    const context = await this.context(scope, triggered, templates);
    try {
      return await this.templates.execute(templates, context);
    } catch (error) {
      if (error instanceof RenderingEnded) throw new TryAgain(`Template rendering failed: ${error.message}`);
      throw error;
    }
  }

  private async context(
    scope: WorkspaceScope,
    triggered: TriggeredAction,
    templates: readonly string[],
  ): Promise<PortableContext> {
    const { automation, firing, event } = triggered;
    const eventModel = event ? eventOf(event) : NONE;
    const firings = allFirings(firing).map((one) => firingOf(one, event));
    const context: Record<string, Portable> = {
      automation: portableModel(
        'automation',
        JSON.parse(presentAutomation(automation)) as Record<string, unknown>,
      ),
      event: eventModel,
      labels: { json: firing.labels },
      firing: firings[0]!,
      firings: { list: firings },
      events: { list: event ? [eventModel] : [] },
    };
    const isNamed = (name: string): boolean =>
      templates.some((template) => new RegExp(`\\b${name}\\b`).test(template));
    for (const [kind, read] of Object.entries(this.readers) as [ModelKind, Reader][]) {
      const name = kind.replace('-', '_');
      if (isNamed(name)) context[name] = await this.object(scope, triggered, kind, read);
    }
    if (isNamed('variables')) context['variables'] = { json: await this.variables(scope) };
    return context;
  }

  /** The first object of a kind in the event, as it is now; runs in the state that the event tells of. */
  private async object(
    scope: WorkspaceScope,
    { event }: TriggeredAction,
    kind: ModelKind,
    read: Reader,
  ): Promise<Portable> {
    const id = firstOfKind(event, kind);
    if (id === undefined || !event) return NONE;
    const text = await read(scope, id).catch((error: unknown) => {
      if (error instanceof OrchError && error.status === 404) return undefined;
      throw error;
    });
    if (text === undefined) return NONE;
    const members = JSON.parse(text) as Record<string, unknown>;
    const labels = [event.resource, ...event.related].find(
      (r) => r['prefect.resource.id'] === `prefect.${kind}.${id}`,
    );
    const fields = RESULT_FIELDS.map((name) => [name, labels?.[`prefect.state-${name}`]] as const);
    const isKnown = kind.endsWith('run') && fields.every(([, value]) => value !== undefined);
    return portableModel(kind, isKnown ? { ...members, state: Object.fromEntries(fields) } : members);
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

function eventOf(event: SourceEvent): Portable {
  const wire = JSON.parse(event.wire) as Record<string, unknown>;
  const members = Object.fromEntries(Object.entries(wire).map(([name, json]) => [name, { json }]));
  return {
    model: 'received-event',
    members: {
      ...members,
      resource: portableModel('resource', event.resource),
      related: { list: event.related.map((labels) => portableModel('resource', labels)) },
    },
  };
}

const firingOf = (firing: TriggeredAction['firing'], event: SourceEvent | null): Portable => ({
  dict: {
    id: { json: firing.id },
    trigger: { json: { id: firing.triggerId } },
    trigger_states: { json: ['Triggered'] },
    triggered: { json: new Date(firing.triggeredUs / 1_000).toISOString() },
    triggering_labels: { json: firing.labels },
    triggering_event: event && firing.event?.id === event.id ? eventOf(event) : NONE,
  },
});
