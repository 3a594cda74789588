import { textOf } from '../../values/text.ts';
import { Model, type ModelKind } from '../../values/model.ts';
import { type Value, isText } from '../../values/value.ts';
import { type Filter, withParameters } from '../invocation.ts';

/** Upstream: utilities/urls.py, UI_URL_FORMATS (3.8.8). Work pools have their names in addresses. */
const PAGES: Readonly<Partial<Record<ModelKind, string>>> = {
  automation: 'automations/automation',
  deployment: 'deployments/deployment',
  flow: 'flows/flow',
  'flow-run': 'runs/flow-run',
  'task-run': 'runs/task-run',
  'work-pool': 'work-pools/work-pool',
  'work-queue': 'work-queues/work-queue',
};
const UUID = /flow-run\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/;
/** Resources that have pages: `prefect.flow-run.<id>`. */
const RESOURCE = /^prefect\.([a-z-]+)\.(.+)$/;

const memberText = (model: Model, name: string): string | undefined => {
  const value = model.member(name);
  return value !== undefined && isText(value) ? textOf(value) : undefined;
};
const resourceId = (model: Model): string | undefined => memberText(model, 'prefect.resource.id');

function pagePath(value: Value): string | undefined {
  if (!(value instanceof Model)) return undefined;
  if (value.kind === 'resource') {
    const [, kind = '', id = ''] = RESOURCE.exec(resourceId(value) ?? '') ?? [];
    const page = Object.hasOwn(PAGES, kind) ? PAGES[kind as ModelKind] : undefined;
    return page === undefined ? undefined : `${page}/${id}`;
  }
  const id = memberText(value, value.kind === 'work-pool' ? 'name' : 'id');
  if (id === undefined) return undefined;
  if (value.kind === 'received-event')
    return `events/event/${(memberText(value, 'occurred') ?? '').slice(0, 10)}/${id}`;
  const page = PAGES[value.kind];
  return page === undefined ? undefined : `${page}/${encodeURIComponent(id.toWellFormed())}`;
}

function eventsPath(value: Value): string | undefined {
  if (!(value instanceof Model) || value.kind === 'received-event') return undefined;
  const id = value.kind === 'resource' ? undefined : memberText(value, 'id');
  const resource = value.kind === 'resource' ? resourceId(value) : id && `prefect.${value.kind}.${id}`;
  return resource === undefined ? undefined : `events?resource=${resource}`;
}

/**
 * Filters that lead from a `Model` of the context to the web interface; null for values without a page.
 * Upstream: server/events/jinja_filters.py (3.8.8).
 * @param uiUrl of the workspace, without a slash at its end
 */
export function linkFilters(uiUrl: string): Readonly<Record<string, Filter>> {
  const linked = (pathOf: (value: Value) => string | undefined): Filter =>
    withParameters([], (value) => {
      const path = pathOf(value);
      return path === undefined ? null : `${uiUrl}/${path}`;
    });
  return {
    ui_url: linked(pagePath),
    ui_resource_events_url: linked(eventsPath),
    /** The id of the flow run that a text links to. */
    flow_run_id: withParameters([], (value, _, budget) => UUID.exec(budget.print(value))?.[1] ?? null),
  };
}
