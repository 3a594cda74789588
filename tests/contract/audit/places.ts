import { randomUUID } from 'node:crypto';
import { sql } from '@orch/platform';
import { ACCOUNT, type Teller } from './teller.ts';

/** Every change of accounts and workspaces, once. */
export async function tellOfPlaces({
  a,
  b,
  otherId,
  call,
  inAccount,
  tokenTo,
  one,
  mine,
}: Teller): Promise<void> {
  const made = await mine('POST', '/api/accounts', '/api/accounts', { name: 'Second' }, 'account.created');
  const second = `/api/accounts/${made.id}`;
  await mine('PATCH', ACCOUNT, second, { name: 'Third' }, 'account.updated');
  await mine(
    'PATCH',
    `${ACCOUNT}/settings`,
    `${second}/settings`,
    { managed_execution: false, enforce_ip_allowlist: false },
    'account.settings_updated',
  );
  await mine(
    'PATCH',
    `${ACCOUNT}/domains`,
    `${second}/domains`,
    { domain_names: ['third.test'] },
    'account.domains_updated',
  );
  const list = { entries: [{ ip_network: '0.0.0.0/0' }] };
  await mine('PUT', `${ACCOUNT}/ip_allowlist`, `${second}/ip_allowlist`, list, 'ip_allowlist.updated');
  const place = await mine(
    'POST',
    `${ACCOUNT}/workspaces`,
    inAccount('/workspaces'),
    { name: 'w9' },
    'workspace.created',
  );
  const path = inAccount(`/workspaces/${place.id}`);
  await mine('PATCH', `${ACCOUNT}/workspaces/:workspaceId`, path, { description: 'x' }, 'workspace.updated');
  await mine(
    'POST',
    '/api/transfer',
    `${path}/transfer`,
    { account_id: made.id },
    'workspace.moved_out workspace.moved_in',
  );
  await mine(
    'DELETE',
    `${ACCOUNT}/workspaces/:workspaceId`,
    `${second}/workspaces/${place.id}`,
    undefined,
    'workspace.deleted',
  );
  await mine(
    'POST',
    `${ACCOUNT}/deleted_workspaces/:deletedId/restore`,
    `${second}/deleted_workspaces/${place.id}/restore`,
    {},
    'workspace.restored',
  );
  await call(a.key, 'POST', `${second}/workspaces/${place.id}/transfer`, { email: 'owner@other.test' });
  const token = await tokenTo('owner@other.test');
  await one(
    'POST /api/workspace_transfers/accept',
    () => call(b.key, 'POST', '/api/workspace_transfers/accept', { token, account_id: b.id }),
    otherId,
    'workspace.moved_out workspace.moved_in',
  );
  await mine('DELETE', ACCOUNT, second, undefined, 'account.deleted');
  await mine(
    'POST',
    '/api/me/deleted_accounts/:accountId/restore',
    `/api/me/deleted_accounts/${made.id}/restore`,
    undefined,
    'account.restored',
  );
}

/** Every change of access lists of objects, once. */
export async function tellOfObjects({ world, a, ownerId, inWorkspace, mine }: Teller): Promise<void> {
  const [w, id] = [a.workspaces[0], randomUUID()];
  const scope = { accountId: a.id, workspaceId: w };
  await world.app.database.transaction(scope, async (tx) => {
    await tx.execute(sql`insert into flow (workspace_id, id, name) values (${w}, ${id}, 'f')`);
    await tx.execute(
      sql`insert into deployment (workspace_id, id, flow_id, name) values (${w}, ${id}, ${id}, 'd')`,
    );
    await tx.execute(
      sql`insert into work_pool (workspace_id, id, name, type) values (${w}, ${id}, 'p', 'process')`,
    );
    await tx.execute(
      sql`insert into block_type (workspace_id, id, name, slug) values (${w}, ${id}, 't', 't')`,
    );
    await tx.execute(
      sql`insert into block_schema (workspace_id, id, checksum, fields, block_type_id) values (${w}, ${id}, 'c', '{}', ${id})`,
    );
    await tx.execute(sql`
      insert into block_document (workspace_id, id, name, data, block_type_id, block_schema_id) values (${w}, ${id}, 'd', '{}', ${id}, ${id})`);
  });
  const list = { access_control: { manage_actor_ids: [ownerId] } };
  for (const [route, path] of [
    ['/api/deployments/:id', `/deployments/${id}`],
    ['/api/work_pools/:pool', '/work_pools/p'],
    ['/api/block_documents/:id', `/block_documents/${id}`],
  ])
    await mine('PUT', `${route}/access`, inWorkspace(`${path}/access`), list, 'object_access.changed');
}
