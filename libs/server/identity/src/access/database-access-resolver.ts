import { Inject, Injectable } from '@nestjs/common';
import { Clock, isUuid, microsFromPg, type Micros } from '@orch/kernel';
import {
  type Access,
  AccessResolver,
  type Addressed,
  CONFIG,
  type Config,
  Notifications,
  type Principal,
} from '@orch/platform';
import { hashKey, isForged, KEY_CHARACTERS_MAX } from '../api-keys/api-key-format.ts';
import { KeyUse } from '../api-keys/key-use.ts';
import { LOCAL_USER_ID } from '../bootstrap/local-owner.ts';
import { grantedInAccount, grantedInWorkspace, ROLES_OWNING_WORKSPACES } from '../roles/roles.ts';
import { LiveSessions } from '../sessions/live-sessions.ts';
import { AccessCache } from './access-cache.ts';
import { AccessChanges } from './access-changes.ts';
import { AccessReader, type MembershipRow } from './access.reader.ts';
import { keyLimitsOf, narrow, narrowedAddress } from './key-limits.ts';

interface KnownKey {
  readonly principal: Principal;
  readonly keyId: string;
  readonly expiresUs: Micros;
}

const KEYS_MAX = 20_000;
const MEMBERSHIPS_MAX = 50_000;
/** Of keys that open nothing; only local mode asks for them. */
const OWN_KEYS_MAX = 1_000;
const ANYWHERE_OF_ACCOUNT = '';

/** Keys and memberships from the database, cached while changes are heard (see `AccessChanges`). */
@Injectable()
export class DatabaseAccessResolver extends AccessResolver {
  private readonly keys: AccessCache<KnownKey>;
  private readonly memberships: AccessCache<Access>;
  private readonly ownKeys: AccessCache<object>;
  private readonly bootstrapHash: string | undefined;
  private readonly local: Principal = {
    actorId: LOCAL_USER_ID,
    actorKind: 'user',
    name: 'local',
    email: null,
    keyId: null,
  };

  constructor(
    private readonly reader: AccessReader,
    private readonly keyUse: KeyUse,
    private readonly clock: Clock,
    notifications: Notifications,
    changes: AccessChanges,
    @Inject(CONFIG) config: Config,
    private readonly sessions: LiveSessions,
  ) {
    super();
    const isTrusted = (): boolean => notifications.isConnected;
    this.keys = new AccessCache({ clock, isTrusted, entriesMax: KEYS_MAX });
    this.memberships = new AccessCache({ clock, isTrusted, entriesMax: MEMBERSHIPS_MAX });
    this.ownKeys = new AccessCache({ clock, isTrusted, entriesMax: OWN_KEYS_MAX });
    changes.onChange(() => {
      this.keys.drop();
      this.ownKeys.drop();
      this.memberships.drop();
    });
    this.bootstrapHash = config.bootstrap.apiKey && hashKey(config.bootstrap.apiKey.reveal());
  }

  override async principalOfKey(token: string): Promise<Principal | null> {
    if (token.length > KEY_CHARACTERS_MAX) return null;
    const hash = hashKey(token);
    const kept = this.keys.kept(hash);
    const known = kept === undefined ? await this.lookUp(token, hash) : kept;
    if (known === null || known.expiresUs <= this.clock.nowUs()) return null;
    this.keyUse.note(known.keyId);
    return known.principal;
  }

  override async isOwnKey(token: string): Promise<boolean> {
    if (token.length > KEY_CHARACTERS_MAX) return false;
    const hash = hashKey(token);
    if (isForged(token)) return hash !== this.bootstrapHash;
    const kept = this.ownKeys.kept(hash);
    if (kept !== undefined) return kept !== null;
    return (await this.ownKeys.load(hash, () => this.reader.anyKey(hash))) !== null;
  }

  override principalOfSession(token: string): Promise<Principal | null> {
    return this.sessions.principalOf(token);
  }

  override async localPrincipal(): Promise<Principal> {
    return this.local;
  }

  override async accessOf(principal: Principal, addressed: Addressed): Promise<Access | null> {
    const narrowed = principal.keyLimits && narrowedAddress(principal.keyLimits, addressed);
    if (narrowed === null) return null;
    const { accountId = '', workspaceId = '' } = narrowed ?? addressed;
    const key = `${principal.keyId ?? principal.sessionId ?? principal.actorId}/${accountId}/${workspaceId}`;
    const kept = this.memberships.kept(key);
    if (kept !== undefined) return kept;
    return this.memberships.load(key, async () => {
      const row = await this.membership(
        principal.actorId,
        accountId.toLowerCase(),
        workspaceId.toLowerCase(),
      );
      const access = row === undefined ? null : await this.accessFrom(principal, row);
      return access && narrow(access, principal.keyLimits);
    });
  }

  /** The bootstrap key is accepted as given, even when it looks like a mistyped key of ours. */
  private async lookUp(token: string, hash: string): Promise<KnownKey | null> {
    if (isForged(token) && hash !== this.bootstrapHash) return null;
    return this.keys.load(hash, async () => {
      const row = await this.reader.key(hash);
      if (row === undefined) return null;
      return {
        principal: {
          actorId: row.actor_id,
          actorKind: row.actor_kind,
          name: row.name,
          email: row.email,
          keyId: row.id,
          ...keyLimitsOf(row),
        },
        keyId: row.id,
        expiresUs: row.expires_at === null ? Infinity : microsFromPg(row.expires_at),
      };
    });
  }

  private async membership(
    actorId: string,
    accountId: string,
    workspaceId: string,
  ): Promise<MembershipRow | undefined> {
    if (accountId === '')
      return workspaceId === '' ? this.reader.byDefault(actorId, ROLES_OWNING_WORKSPACES) : undefined;
    if (!isUuid(accountId)) return undefined;
    if (workspaceId === '') return this.reader.inAccount(actorId, accountId);
    return isUuid(workspaceId) ? this.reader.inWorkspace(actorId, accountId, workspaceId) : undefined;
  }

  private async accessFrom(principal: Principal, row: MembershipRow): Promise<Access | null> {
    if (row.workspace_id === null) {
      const scope = { accountId: row.account_id, workspaceId: ANYWHERE_OF_ACCOUNT };
      return { principal, scope, granted: grantedInAccount(row.account_role_id) };
    }
    const held = { roleIds: row.role_ids, customScopes: row.custom_scopes };
    const granted = grantedInWorkspace(row.account_role_id, held);
    if (granted === null) return null;
    const scope = { accountId: row.account_id, workspaceId: row.workspace_id };
    // access lists bind neither workspaces without any nor those who write them
    if (!row.has_object_access || granted.has('workspace:access')) return { principal, scope, granted };
    const limits = await this.reader.objectLimits(scope, principal.actorId);
    return { principal, scope: { ...scope, limits }, granted };
  }
}
