import type { AutomationUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { mayReach, prepared, type Tx } from '@orch/platform';

type Action = AutomationUpdate['actions'][number];
type ActionLists = Pick<AutomationUpdate, 'actions' | 'actions_on_trigger' | 'actions_on_resolve'>;

/** Members of actions that name an object, in the wire's words. */
const MEMBERS = [
  'deployment_id',
  'work_pool_id',
  'work_queue_id',
  'automation_id',
  'block_document_id',
] as const;

interface Reference {
  readonly member: (typeof MEMBERS)[number];
  readonly id: string;
}

// Tables of other contexts, read only.
const UNKNOWN = prepared(
  'automations.unknown_references',
  `select r.member, r.id from unnest($2::text[], $3::uuid[]) with ordinality as r(member, id, place)
   where not case r.member
     when 'deployment_id' then exists (select from deployment where workspace_id = $1::uuid and id = r.id)
     when 'work_pool_id' then exists (select from work_pool where workspace_id = $1::uuid and id = r.id)
     when 'work_queue_id' then exists (select from work_queue where workspace_id = $1::uuid and id = r.id)
     when 'automation_id' then exists (select from automation where workspace_id = $1::uuid and id = r.id)
     else exists (select from block_document where workspace_id = $1::uuid and id = r.id) end
   order by r.place limit 1`,
);

/** What actions name by id, without repetitions. */
export function referencesOf(actions: readonly Action[]): Reference[] {
  const found = new Map<string, Reference>();
  for (const action of actions) {
    const members: Readonly<Record<string, unknown>> = action;
    for (const member of MEMBERS) {
      const id = members[member];
      if (typeof id === 'string') found.set(`${member} ${id}`, { member, id });
    }
  }
  return [...found.values()];
}

/**
 * Refuses actions that name what the workspace does not have. The answer is the same for what is in another
 * workspace and for what is nowhere. The reference takes any id and fails when the action is due.
 * @throws OrchError `automation.reference_unknown`
 */
export async function refuseUnknownReferences(tx: Tx, body: ActionLists): Promise<void> {
  const references = referencesOf([
    ...body.actions,
    ...(body.actions_on_trigger ?? []),
    ...(body.actions_on_resolve ?? []),
  ]);
  if (references.length === 0) return;
  const hidden = references.find(({ member, id }) => !mayName(tx, member, id));
  if (hidden) throw unknownReference(hidden);
  const [unknown] = await tx.query<Reference>(
    UNKNOWN.with(
      tx.scope.workspaceId,
      references.map(({ member }) => member),
      references.map(({ id }) => id),
    ),
  );
  if (unknown) throw unknownReference(unknown);
}

const unknownReference = (reference: Reference): OrchError =>
  new OrchError('automation.reference_unknown', {}, { ...reference });

const KINDS = {
  deployment_id: 'deployment',
  work_pool_id: 'work_pool',
  block_document_id: 'block_document',
} as const;

/** Actions are carried out by nobody in particular: nobody has one do what they may not do themselves. */
const mayName = ({ scope }: Tx, member: Reference['member'], id: string): boolean =>
  !(member in KINDS) ||
  mayReach(scope, KINDS[member as keyof typeof KINDS], member === 'work_pool_id' ? 'manage' : 'run', id); // checked before
