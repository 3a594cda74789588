import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { currentRequest, Database, sql, type Tx } from '@orch/platform';
import { networkOf, tooMany } from './attempt-limits.ts';

interface Patience {
  /** Attempts without a pause; from then on the pause doubles. */
  readonly free: number;
  /** One attempt is forgotten after so long. */
  readonly forgetSeconds: number;
}

const OF_EMAIL: Patience = { free: 5, forgetSeconds: 15 * 60 };
/** A network stands for many people behind one address. */
const OF_NETWORK: Patience = { free: 30, forgetSeconds: 60 };
const PAUSE_SECONDS = 15;
const PAUSE_SECONDS_MAX = 15 * 60;

/** Whose attempts are counted. */
interface Counted {
  readonly network: string | null;
  readonly email: string;
}

/**
 * Holds back who guesses passwords, whichever process is asked. An attempt is counted before the password is looked
 * at, so that a thousand at once are no more than a thousand one after the other; a right password takes it back.
 * Addresses that nobody has are counted like all others: the answers do not tell them apart.
 */
@Injectable()
export class SignInFailureRepository {
  constructor(private readonly database: Database) {}

  /** @throws OrchError `auth.too_many` with Retry-After */
  async count(email: string): Promise<void> {
    const { network, email: subject } = countedFor(email);
    await this.take(subject, OF_EMAIL);
    if (network !== null) await this.take(network, OF_NETWORK);
  }

  /** The password was right: the address starts anew, the network gets its attempt back. */
  async forgive(tx: Tx, email: string): Promise<void> {
    const { network, email: subject } = countedFor(email);
    await tx.execute(sql`delete from sign_in_failure where subject = ${subject}`);
    if (network === null) return;
    await tx.execute(sql`
      update sign_in_failure set failures = greatest(failures - 1, 0), blocked_until = null where subject = ${network}`);
  }

  async forgetOld(): Promise<void> {
    await this.database.queryOutside(
      sql`delete from sign_in_failure where updated < now() - interval '1 day'`,
    );
  }

  private async take(subject: string, { free, forgetSeconds }: Patience): Promise<void> {
    // Attempts at once wait for the row one after the other, not in the order in which they began: the one before may
    // carry a later time. Less than no time has passed then, which must not count (floor would make it one more).
    const forgotten = sql`greatest(floor(extract(epoch from now() - f.updated) / ${forgetSeconds}::int)::int, 0)`;
    const count = sql`(greatest(f.failures - ${forgotten}, 0) + 1)`;
    const rows = await this.database.queryOutside(sql`
      insert into sign_in_failure as f (subject, failures) values (${subject}, 1)
      on conflict (subject) do update set failures = ${count}, updated = greatest(f.updated, now()),
        blocked_until = case when ${count} >= ${free}::int then now() + make_interval(
          secs => least(${PAUSE_SECONDS_MAX}::float8, ${PAUSE_SECONDS}::float8 * 2 ^ least(${count} - ${free}::int, 20))) end
      where f.blocked_until is null or f.blocked_until <= now()
      returning 1 as taken`);
    if (rows.length > 0) return;
    const [row] = await this.database.queryOutside<{ seconds: number }>(sql`
      select ceil(extract(epoch from blocked_until - now()))::int as seconds from sign_in_failure where subject = ${subject}`);
    throw tooMany(Math.max(1, row?.seconds ?? 1));
  }
}

function countedFor(email: string): Counted {
  const ip = currentRequest()?.ip;
  return {
    network: ip === undefined ? null : `ip:${networkOf(ip)}`,
    email: `email:${hash('sha256', email.toLowerCase(), 'base64url')}`,
  };
}
