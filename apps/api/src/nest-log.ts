import type { LoggerService } from '@nestjs/common';
import type { FastifyBaseLogger } from 'fastify';

/** Nest's own messages go into the server's log; its start-up chatter only at debug level. */
export class NestLog implements LoggerService {
  constructor(private readonly to: FastifyBaseLogger) {}

  log(message: unknown): void {
    this.to.debug(String(message));
  }

  /** The last of `rest` is where it comes from; an error among them is told with its stack. */
  error(message: unknown, ...rest: unknown[]): void {
    const err = [message, ...rest].find((one) => one instanceof Error);
    this.to.error({ ...(err && { err }), rest: rest.filter((one) => one !== err) }, String(message));
  }

  warn(message: unknown): void {
    this.to.warn(String(message));
  }

  debug(message: unknown): void {
    this.to.debug(String(message));
  }

  verbose(message: unknown): void {
    this.to.trace(String(message));
  }
}
