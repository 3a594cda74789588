import { Secret } from '@orch/kernel';
import type { SealedPlace, Sealer } from '@orch/platform';
import type { SsoConnectionRow } from './sso-connection.repository.ts';

type Place = Pick<SsoConnectionRow, 'id' | 'account_id'>;

// the account stands where others have a workspace: its data key is its own
const placeOf = ({ id, account_id }: Place): SealedPlace => ({
  workspaceId: account_id,
  table: 'sso_connection',
  rowId: id,
});

export const sealClientSecret = (sealer: Sealer, place: Place, secret: string | null): Buffer | null =>
  secret === null ? null : sealer.seal(placeOf(place), secret);

/** The client secret of a connection, if it has one. */
export const clientSecretOf = (
  sealer: Sealer,
  row: Place & { readonly sealed: Buffer | null },
): Secret<string> | undefined =>
  row.sealed === null ? undefined : new Secret(sealer.open(placeOf(row), row.sealed));
