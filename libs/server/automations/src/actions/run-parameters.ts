import { maybeTemplate } from '@orch/triggers';
import { ActionFailed } from './action-failed.ts';

type Render = (template: string) => string;
type Json = Record<string, unknown>;
const KIND = '__prefect_kind';

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A template that is one expression and nothing else: its value keeps its type. */
const SINGLE = /^\s*\{\{([^]*)\}\}\s*$/;

/** Every template that rendering the parameters may ask for. */
export function templatesIn(value: unknown): string[] {
  if (typeof value === 'string') {
    const typed = typedTemplate(value);
    return [...(maybeTemplate(value) ? [value] : []), ...(typed === undefined ? [] : [typed])];
  }
  if (Array.isArray(value)) return value.flatMap(templatesIn);
  return isObject(value) ? Object.values(value).flatMap(templatesIn) : [];
}

/**
 * Parameters with their templates rendered. Variables and JSON that they hold are left for the run's creation.
 * Upstream: server/events/actions.py, RunDeployment.render_parameters (3.8.8).
 * @throws ActionFailed
 */
export function renderedParameters(value: unknown, render: Render): unknown {
  if (typeof value === 'string') return maybeTemplate(value) ? renderedText(value, render) : value;
  if (Array.isArray(value))
    return value.map((item: unknown) => (Array.isArray(item) ? item : renderedParameters(item, render)));
  if (!isObject(value)) return value;
  if (KIND in value) return renderedKind(value, render);
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, renderedParameters(one, render)]),
  );
}

/** What gives the value of a template that is one expression as JSON; undefined for others. */
function typedTemplate(template: string): string | undefined {
  const [, expression] = SINGLE.exec(template) ?? [];
  if (expression === undefined || template.split('{{').length !== 2) return undefined;
  return `{{ ${expression.trim()} | tojson }}`;
}

function renderedText(template: string, render: Render): unknown {
  const typed = typedTemplate(template);
  return typed === undefined ? render(template) : parsed(render(typed));
}

function renderedKind(value: Json, render: Render): unknown {
  if (value[KIND] === 'jinja' && typeof value['template'] === 'string') return render(value['template']);
  const inner = value['value'];
  if (value[KIND] !== 'json' || !isObject(inner) || inner[KIND] !== 'jinja') return value;
  return { ...value, value: renderedKind(inner, render) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ActionFailed('Unable to create flow run from deployment: a parameter is not valid JSON');
  }
}
