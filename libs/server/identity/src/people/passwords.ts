import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';

/** Argon2id (the library's default kind), with the least that OWASP asks for: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Each takes memory and a core for some tens of milliseconds: a flood of sign-ins must not take all of them. */
const AT_ONCE_MAX = 2;

/** Hashes and checks passwords off the main thread, two at a time. */
@Injectable()
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private nobodys: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(normal(password), COST));
  }

  /** Without a hash (nobody has the address, or no password) it takes as long and is false. */
  async verify(hashed: string | null | undefined, password: string): Promise<boolean> {
    const against = hashed ?? (await (this.nobodys ??= this.hash('nobody has this password')));
    const matches = await this.inTurn(() => verify(against, normal(password)));
    return matches && hashed !== null && hashed !== undefined;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE_MAX) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}

/** The same characters typed on another keyboard may be other code points. */
const normal = (password: string): string => password.normalize('NFKC');
