import type { OutgoingHttpHeaders } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config, WireJson } from '@orch/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** JSON may begin with blanks: they tell the poller, and whoever counts the silence of a connection, that we are here. */
const STILL_HERE = ' ';
const TICK_MS = 2_000;
const OF_PARTS = { 'content-type': 'application/json; charset=utf-8', 'x-accel-buffering': 'no' };
const FORWARDED = ['via', 'forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-real-ip'];

/** Whether nobody stands between the poller and us who may keep the parts of an answer back until its end. */
export const isDirect = ({ raw }: FastifyRequest): boolean =>
  raw.httpVersion === '1.1' && !FORWARDED.some((name) => raw.headers[name] !== undefined);

interface Waiting {
  readonly reply: FastifyReply;
  heardMs: number;
  hasBegun: boolean;
}

/**
 * Answers that are waited for longer than anybody bears silence (`ORCH_LONG_POLL_SECONDS`): they begin with blanks.
 * One timer serves all, and blanks go to the connection itself: a thousand timers and streams would be what a held
 * poll costs most.
 */
@Injectable()
export class LongAnswers implements OnModuleDestroy {
  private readonly waiting = new Set<Waiting>();
  private readonly silenceMs: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(CONFIG) config: Config) {
    this.silenceMs = config.longPollSeconds * 1000;
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /**
   * Answers with what `find` finds, however long it takes. Once an answer has begun it cannot become an error: it ends
   * empty then, and the next poll is told why.
   */
  async answer(reply: FastifyReply, find: () => Promise<string>): Promise<void> {
    const one: Waiting = { reply, heardMs: performance.now(), hasBegun: false };
    this.waiting.add(one);
    this.timer ??= setInterval(() => this.tick(), TICK_MS).unref();
    try {
      const text = await find();
      if (one.hasBegun) reply.raw.end(text);
      else void reply.send(new WireJson(text));
    } catch (error) {
      if (!one.hasBegun) throw error;
      reply.raw.end('[]');
    } finally {
      this.waiting.delete(one);
    }
  }

  private tick(): void {
    const nowMs = performance.now();
    for (const one of this.waiting) {
      if (nowMs - one.heardMs < this.silenceMs || one.reply.raw.destroyed) continue;
      one.heardMs = nowMs;
      if (!one.hasBegun) begin(one);
      one.reply.raw.write(STILL_HERE);
    }
  }
}

function begin(one: Waiting): void {
  one.hasBegun = true;
  one.reply.hijack();
  one.reply.raw.writeHead(200, { ...one.reply.getHeaders(), ...OF_PARTS } as OutgoingHttpHeaders); // ours are strings
}
