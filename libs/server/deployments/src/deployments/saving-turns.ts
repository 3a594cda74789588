import { Injectable } from '@nestjs/common';

/** Fewer than the connections of the pool: saves of one deployment wait for its row, and others need some meanwhile. */
const AT_ONCE = 4;

/** Lets a few saves of deployments go on at once in this process; the others wait without holding a connection. */
@Injectable()
export class SavingTurns {
  private free = AT_ONCE;
  private readonly waiting: (() => void)[] = [];

  async run<T>(save: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await save();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}
