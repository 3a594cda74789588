import { sql } from '@orch/platform';
import { MailOutbox } from '../../../libs/server/identity/src/mail/mail-outbox.ts';
import { GOOD_PASSWORD } from '../../../libs/server/identity/src/testing/browser.ts';
import { AfterAnswer } from '../../../libs/server/identity/src/people/after-answer.ts';
import type { SsoBrowser } from '../../../libs/server/identity/src/testing/sso-browser.ts';
import { SsoWorld, type Tenant } from '../../../libs/server/identity/src/testing/sso-world.ts';
import { type Got, ToldChanges } from './told-changes.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export const ACCOUNT = '/api/accounts/:accountId';

/** What leaves more than one line, for it changes more than one thing. */
const SEVERAL: Readonly<Record<string, string>> = {
  'POST /api/transfer': 'one in the log of either account',
  'POST /api/workspace_transfers/accept': 'one in the log of either account',
  'POST /api/invitations/accept': 'the invitation ends and a member is added',
  'POST /api/me/invitations/:invitationId/accept': 'the invitation ends and a member is added',
  'POST /api/accounts/:accountId/scim/v2/Users': 'a person and a member are made',
  'PUT /api/accounts/:accountId/scim/v2/Groups/:id': 'a team gets a name and members',
  'POST /api/auth/sign-up': 'a person, an account, a workspace and a session are made',
};

/** Two accounts with their owners, who change everything that can be changed. Members may be taken out of it. */
export class Teller {
  private constructor(
    readonly world: SsoWorld,
    readonly told: ToldChanges,
    readonly ownerId: string,
    readonly otherId: string,
  ) {}

  static async start(): Promise<Teller> {
    const world = await SsoWorld.start();
    const told = new ToldChanges(world.app);
    const ownerOf = async (t: Tenant): Promise<string> =>
      (await world.app.call(t.key, 'GET', '/api/me')).body.id;
    for (const secret of [GOOD_PASSWORD, world.a.key, world.b.key]) told.secrets.add(secret);
    return new Teller(world, told, await ownerOf(world.a), await ownerOf(world.b));
  }

  get a(): Tenant {
    return this.world.a;
  }

  get b(): Tenant {
    return this.world.b;
  }

  readonly inAccount = (path = ''): string => `/api/accounts/${this.a.id}${path}`;
  readonly inWorkspace = (path: string): string =>
    this.inAccount(`/workspaces/${this.a.workspaces[0]}${path}`);

  readonly call = (key: string | null, method: Method, path: string, body?: object): Promise<Got> => {
    this.told.hide(body);
    return this.world.app.call(key, method, path, body);
  };

  /** A change by who is signed in. */
  readonly by =
    (page: SsoBrowser, method: 'POST' | 'DELETE', path: string, body?: object) => async (): Promise<Got> => {
      this.told.hide(body);
      await page.whoAmI();
      const answer = await page.visit(path, { method, ...(body ? { body } : {}) });
      return { status: answer.status, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
    };

  /** The token of the newest mail to an address. */
  readonly tokenTo = async (email: string): Promise<string> => {
    await this.world.app.app.get(AfterAnswer).settled();
    const [mail] = await this.world.rows<{ id: string; content: Buffer }>(
      sql`select id, content from mail where recipient = ${email} order by id desc limit 1`,
    );
    const { link } = this.world.app.app.get(MailOutbox).open(mail!.id, mail!.content)!;
    const token = new URL(link!).searchParams.get('token')!;
    this.told.secrets.add(token);
    return token;
  };

  /**
   * A change that leaves one line (or those of `SEVERAL`) that says who did what with what.
   * @param actor undefined: who signs up, who is known by the answer only
   * @param actions of the lines, in their order
   * @returns the body of the answer
   */
  readonly one = async (
    route: string,
    send: () => Promise<Got>,
    actor: string | null | undefined,
    actions: string,
  ): Promise<Got['body']> => {
    const { body, lines } = await this.told.call(route, send);
    const expected = actions.split(' ').map((action) => ({
      action,
      outcome: 'success',
      actor_id: actor === undefined ? body.session.user.id : actor,
      actor_name: expect.stringMatching(/./),
      target_kind: expect.stringMatching(/./),
      target_id: expect.stringMatching(/./),
    }));
    expect({ route, lines }).toMatchObject({ route, lines: expected });
    expect([route, lines.length > 1]).toEqual([route, route in SEVERAL]);
    return body;
  };

  /** By the owner of account A, with a key. */
  readonly mine = (
    method: Method,
    route: string,
    path: string,
    body: object | undefined,
    actions: string,
  ): Promise<Got['body']> =>
    this.one(`${method} ${route}`, () => this.call(this.a.key, method, path, body), this.ownerId, actions);
}
