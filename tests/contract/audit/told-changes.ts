import { sql } from '@orch/platform';
import type { IdentityApp } from '../../../libs/server/identity/src/testing/identity-app.ts';

/** A line of the audit log. */
export interface Line {
  readonly id: string;
  readonly action: string;
  readonly outcome: string;
  readonly actor_id: string | null;
  readonly actor_kind: string;
  readonly actor_name: string;
  readonly target_kind: string;
  readonly target_id: string;
  readonly text: string;
}

/** What a caller got. */
export interface Got {
  readonly status: number;
  // the body of whatever route the test called
  readonly body: ReturnType<typeof JSON.parse>;
}

/** What somebody must not read in the log, by where it stands in bodies. */
const SECRET =
  /^(password|current_password|token|key|api_key|access_token|client_secret|device_code|code|csrf_token)$/;

/** Calls routes one after the other and keeps which lines of the audit log each left. */
export class ToldChanges {
  private readonly known = new Set<string>();
  /** Routes that were called and did something. */
  readonly routes = new Set<string>();
  readonly secrets = new Set<string>();

  constructor(private readonly app: IdentityApp) {}

  /**
   * Calls a route that has to work.
   * @returns its answer, and the lines it left
   */
  async call(
    route: string,
    send: () => Promise<Got>,
  ): Promise<{ body: Got['body']; lines: readonly Line[] }> {
    await this.fresh();
    const { status, body } = await send();
    if (status >= 300) throw new Error(`${route}: ${status} ${JSON.stringify(body)}`);
    this.routes.add(route);
    this.hide(body);
    return { body, lines: await this.fresh() };
  }

  /** Notes whatever is secret in a body. */
  hide(body: unknown): void {
    if (typeof body !== 'object' || body === null) return;
    for (const [name, value] of Object.entries(body))
      if (typeof value === 'string' && SECRET.test(name)) this.secrets.add(value);
      else this.hide(value);
  }

  /** Secrets that stand in the log. */
  async leaks(): Promise<string[]> {
    const rows = await this.app.database.queryOutside<{ line: string }>(
      sql`select row_to_json(e)::text as line from audit_event e`,
    );
    return [...this.secrets].filter((secret) => rows.some(({ line }) => line.includes(secret)));
  }

  private async fresh(): Promise<Line[]> {
    const lines = await this.app.database.queryOutside<Line>(sql`
      select id, action, outcome, actor_id, actor_kind, actor_name, target_kind, target_id,
        coalesce(before::text, '') || coalesce(after::text, '') as text
      from audit_event where id <> all(${[...this.known]}::uuid[]) order by id`);
    for (const { id } of lines) this.known.add(id);
    return lines;
  }
}
