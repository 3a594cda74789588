import { Model } from './model.ts';
import type { Value } from './value.ts';

/** Short names of labels, as members of a resource. */
const SHORT: Readonly<Record<string, string>> = {
  id: 'prefect.resource.id',
  name: 'prefect.resource.name',
  role: 'prefect.resource.role',
};

/** A resource of an event as templates see it: by its labels, and `id`, `name` and `role` for short. */
export class ResourceModel extends Model {
  /** @param labels texts by their names */
  constructor(labels: Readonly<Record<string, unknown>>) {
    super('resource', labels);
  }

  override member(name: string): Value | undefined {
    return super.member(name) ?? super.member(Object.hasOwn(SHORT, name) ? SHORT[name]! : name);
  }
}
