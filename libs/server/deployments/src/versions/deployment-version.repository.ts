import type { Ids } from '@orch/kernel';
import { type Tx, prepared } from '@orch/platform';
import type { DeploymentRow } from '../deployments/deployment.presenter.ts';

export const VERSIONS_KEPT = 200;
/** More than a client writes of a repository; a longer text is not kept. */
const INFO_CHARS_MAX = 16_384;

/** What of a deployment belongs to its version. */
type Deployed = Pick<DeploymentRow, 'id' | 'version' | 'entrypoint' | 'path'>;

/*
 * One statement: deploying the same version again writes nothing, and what is beyond the kept ones goes. The deployment is
 * locked by then, so nobody else writes between the look and the insert.
 */
const NOTE = prepared(
  'deployments.note_version',
  `with gone as (
     delete from deployment_version where workspace_id = $1::uuid and deployment_id = $2::uuid and id in (
       select v.id from deployment_version v where v.workspace_id = $1::uuid and v.deployment_id = $2::uuid
       order by v.id desc offset ${VERSIONS_KEPT - 1})
   ), last as (
     select v.version, v.version_info::text as info from deployment_version v
     where v.workspace_id = $1::uuid and v.deployment_id = $2::uuid order by v.id desc limit 1
   )
   insert into deployment_version (workspace_id, deployment_id, id, version, version_info, entrypoint, path, created_by)
   select $1::uuid, $2::uuid, $3::uuid, $4::text, $5::json, $6::text, $7::text, $8::json
   where not exists (
     select from last where last.version is not distinct from $4::text and last.info is not distinct from $5::text)`,
);

/**
 * Writes down what a deployment became, when that names a version that it was not before.
 * @param versionInfo JSON text, as it was sent
 * @param deployer JSON text
 */
export async function noteVersion(
  tx: Tx,
  ids: Ids,
  before: Deployed | undefined,
  after: Deployed,
  versionInfo: string | null,
  deployer: string | null,
): Promise<void> {
  const info = versionInfo === null || versionInfo.length > INFO_CHARS_MAX ? null : versionInfo;
  if (info === null && after.version === (before?.version ?? null)) return;
  const { id, version, entrypoint, path } = after;
  await tx.execute(
    NOTE.with(tx.scope.workspaceId, id, ids.next(), version, info, entrypoint, path, deployer),
  );
}
