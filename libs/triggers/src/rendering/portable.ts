import { Model, type ModelKind } from '../values/model.ts';
import { ResourceModel } from '../values/resource-model.ts';
import type { RenderContext } from './render-template.ts';

/** A value of a context in a form that can be sent to another thread. JSON of users stands in `json` only. */
export type Portable =
  | { readonly json: unknown }
  | { readonly model: ModelKind; readonly members: PortableContext }
  | { readonly list: readonly Portable[] }
  | { readonly dict: PortableContext };

export type PortableContext = Readonly<Record<string, Portable>>;

/** An object of the workspace: each member is JSON of its answer. */
export const portableModel = (model: ModelKind, members: Readonly<Record<string, unknown>>): Portable => ({
  model,
  members: Object.fromEntries(Object.entries(members).map(([name, json]) => [name, { json }])),
});

/** The context again, as templates see it. */
export const revived = (context: PortableContext): RenderContext =>
  Object.fromEntries(Object.entries(context).map(([name, value]) => [name, revive(value)]));

function revive(value: Portable): unknown {
  if ('json' in value) return value.json;
  if ('list' in value) return value.list.map(revive);
  if ('dict' in value) return revived(value.dict);
  const members = revived(value.members);
  return value.model === 'resource' ? new ResourceModel(members) : new Model(value.model, members);
}
