import type { ResourceLabels } from '@orch/events';
import { Model, type Value } from '@orch/triggers';

/** Short names of labels, as members of a resource. */
const SHORT: Readonly<Record<string, string>> = {
  id: 'prefect.resource.id',
  name: 'prefect.resource.name',
  role: 'prefect.resource.role',
};

/** A resource of an event as templates see it: by its labels, and `id`, `name` and `role` for short. */
export class ResourceModel extends Model {
  constructor(labels: ResourceLabels) {
    super('resource', labels);
  }

  override member(name: string): Value | undefined {
    return super.member(name) ?? super.member(SHORT[name] ?? name);
  }
}
