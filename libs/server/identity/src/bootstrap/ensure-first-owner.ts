import { Inject, Injectable } from '@nestjs/common';
import { PASSWORD_CHARACTERS_MIN } from '@orch/contract';
import { Ids, Secret } from '@orch/kernel';
import { AuditLog, CONFIG, type Config, type Tx, type WorkspaceScope } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { mintKey } from '../api-keys/api-key-format.ts';
import { ApiKeyRepository } from '../api-keys/api-key.repository.ts';
import { pageUrl } from '../mail/page-url.ts';
import { LinkTokenRepository } from '../people/link-token.repository.ts';
import { Passwords } from '../people/passwords.ts';
import { PersonRepository } from '../people/person.repository.ts';
import { FirstOwnerRepository } from './first-owner.repository.ts';
import { handleOfEmail } from './handle-of-email.ts';
import { DEFAULT_WORKSPACE_HANDLE, LOCAL_HANDLE, LOCAL_USER_EMAIL, LOCAL_USER_ID } from './local-owner.ts';

/** An owner that was made now. */
export interface MadeOwner {
  readonly email: string;
  readonly accountHandle: string;
  readonly workspaceHandle: string;
  readonly scope: WorkspaceScope;
  /** Made because the configuration names none: to be shown once. `null` when the configured key was taken. */
  readonly newKey: Secret<string> | null;
}

/** What a starting server tells its operator. */
export interface FirstOwner {
  /** The workspace that plain `/api` means to the local user; `null` when there is no local user here. */
  readonly local: WorkspaceScope | null;
  readonly made: MadeOwner | null;
  /** Nobody can log in yet: no local mode, no users, and no bootstrap settings. */
  readonly isOwnerMissing: boolean;
  /** Makes the first owner, once and for a day: as long as there is none. */
  readonly link: Secret<string> | null;
}

/** Makes the first people of a database. Safe to call at every start and from several processes at once. */
@Injectable()
export class EnsureFirstOwner {
  constructor(
    private readonly changes: AccessChanges,
    private readonly owners: FirstOwnerRepository,
    private readonly keys: ApiKeyRepository,
    private readonly people: PersonRepository,
    private readonly passwords: Passwords,
    private readonly links: LinkTokenRepository,
    private readonly audit: AuditLog,
    private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param place whether the database is the embedded one, which has a local user also when local mode is off. */
  async execute(place: { readonly embedded: boolean }): Promise<FirstOwner> {
    return this.changes.write(async (tx) => {
      await this.owners.lock(tx);
      const local = this.config.localMode || place.embedded ? await this.ensureLocal(tx) : null;
      const { email, apiKey } = this.config.bootstrap;
      const isEmpty = !(await this.owners.hasUsers(tx, LOCAL_USER_ID));
      const isWanted = email !== undefined || (apiKey !== undefined && local === null);
      if (isEmpty && isWanted) {
        const made = await this.makeOwner(tx, email ?? 'owner@localhost');
        return { local, made, isOwnerMissing: false, link: null };
      }
      await this.givePassword(tx);
      if (email === undefined && local !== null) await this.giveKeyToLocal(tx);
      const needsOwner = isEmpty && !this.config.localMode;
      const link = needsOwner ? await this.makeLink(tx) : null;
      return { local, made: null, isOwnerMissing: needsOwner && apiKey === undefined, link };
    });
  }

  private ensureLocal(tx: Tx): Promise<WorkspaceScope> {
    return this.owners.ensureOwner(tx, {
      userId: LOCAL_USER_ID,
      email: LOCAL_USER_EMAIL,
      handle: LOCAL_HANDLE,
      accountName: LOCAL_HANDLE,
      workspaceHandle: DEFAULT_WORKSPACE_HANDLE,
    });
  }

  private async makeOwner(tx: Tx, email: string): Promise<MadeOwner> {
    const { apiKey } = this.config.bootstrap;
    const userId = this.ids.next();
    const handle = handleOfEmail(email);
    const workspaceHandle = DEFAULT_WORKSPACE_HANDLE;
    const scope = await this.owners.ensureOwner(tx, {
      userId,
      email,
      handle,
      accountName: handle,
      workspaceHandle,
      passwordHash: await this.hashOfPassword(),
    });
    await this.record(tx, 'user.created', { id: userId, name: handle }, { email, handle, is_operator: true });
    const key = apiKey ?? new Secret(mintKey('user'));
    await this.addKey(tx, userId, key);
    return { email, accountHandle: handle, workspaceHandle, scope, newKey: apiKey ? null : key };
  }

  /** A bootstrap password that was not there, or not used, when its owner was made; it never replaces another. */
  private async givePassword(tx: Tx): Promise<void> {
    const { email, password } = this.config.bootstrap;
    if (email === undefined || password === undefined) return;
    const userId = await this.owners.withoutPassword(tx, email);
    const hash = userId === undefined ? null : await this.hashOfPassword();
    if (userId === undefined || hash === null) return;
    await this.people.setPassword(tx, userId, hash);
    await this.record(tx, 'password.set', { id: userId, name: email }, null);
  }

  private async record(
    tx: Tx,
    action: string,
    user: { id: string; name: string },
    after: Readonly<Record<string, unknown>> | null,
  ): Promise<void> {
    const actor = { id: null, kind: 'system', name: 'bootstrap' } as const;
    await this.audit.record(tx, { accountId: null, action, actor, target: { kind: 'user', ...user }, after });
  }

  /** @throws Error when the password is too short to be taken */
  private async hashOfPassword(): Promise<string | null> {
    const password = this.config.bootstrap.password?.reveal();
    if (password === undefined) return null;
    if (password.length < PASSWORD_CHARACTERS_MIN)
      throw new Error(`ORCH_BOOTSTRAP_PASSWORD: must have at least ${PASSWORD_CHARACTERS_MIN} characters`);
    return this.passwords.hash(password);
  }

  private async makeLink(tx: Tx): Promise<Secret<string>> {
    const { token } = await this.links.makeFirstOwner(tx);
    return new Secret(pageUrl(this.config, '/sign-up', { first_owner: token.reveal() }));
  }

  /** A bootstrap key without an e-mail is the local user's, as long as they never had one. */
  private async giveKeyToLocal(tx: Tx): Promise<void> {
    const { apiKey } = this.config.bootstrap;
    if (apiKey !== undefined && !(await this.owners.hasKeys(tx, LOCAL_USER_ID)))
      await this.addKey(tx, LOCAL_USER_ID, apiKey);
  }

  private async addKey(tx: Tx, userId: string, key: Secret<string>): Promise<void> {
    const owner = { actorId: userId, actorKind: 'user', accountId: null } as const;
    await this.keys.add(tx, owner, { name: 'bootstrap', expirationUs: null, key: key.reveal() });
  }
}
