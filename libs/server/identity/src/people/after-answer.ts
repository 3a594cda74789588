import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';

/** Work whose length and outcome an answer must not tell: it is done beside it. What is under way is waited for at the end. */
@Injectable()
export class AfterAnswer implements OnModuleDestroy {
  private readonly log = new Logger(AfterAnswer.name);
  private readonly running = new Set<Promise<void>>();

  do(what: string, work: () => Promise<void>): void {
    const done: Promise<void> = work()
      .catch((error: unknown) => this.log.error(`${what} failed`, error))
      .finally(() => this.running.delete(done));
    this.running.add(done);
  }

  /** Waits for what is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  async onModuleDestroy(): Promise<void> {
    await this.settled();
  }
}
