import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { type WorkPoolScheduledRunsBody, pageLimit, workPoolScheduledRunsBody } from '@orch/contract';
import {
  AccessResolver,
  Allow,
  NameParam,
  recheckAccess,
  requirePoolReach,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
} from '@orch/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DueRuns } from './due-runs.ts';
import { GetScheduledFlowRuns, type PollAnswer } from './get-scheduled-flow-runs.ts';
import { LongAnswers } from './long-answers.ts';
import { askAgain, isLook, pollerOf } from './poller.ts';

/** An answer that took this long may come after its key was revoked. */
const HELD_MS = 500;

/** The poll of workers. */
@Controller('api/work_pools')
export class PollingController {
  constructor(
    private readonly scheduledRuns: GetScheduledFlowRuns,
    private readonly dueRuns: DueRuns,
    private readonly longAnswers: LongAnswers,
    private readonly resolver: AccessResolver,
  ) {}

  @Post(':pool/get_scheduled_flow_runs')
  @HttpCode(200)
  @Allow('pools:poll')
  async poll(
    @Workspace() scope: WorkspaceScope,
    @NameParam('pool') pool: string,
    @WireBody(workPoolScheduledRunsBody) body: WorkPoolScheduledRunsBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    requirePoolReach(scope, 'run', pool);
    const poller = pollerOf(request, reply);
    if (isLook(poller, body)) {
      void reply.send(new WireJson(await this.dueRuns.ofPool(scope, pool, body, pageLimit(body.limit))));
      return;
    }
    const find = async (): Promise<PollAnswer> => {
      const startedMs = performance.now();
      const answer = await this.scheduledRuns.execute(scope, pool, body, pageLimit(body.limit), poller);
      if (performance.now() - startedMs > HELD_MS) {
        // runs that it may not have any more go to the next poll when their lease ends
        const access = await recheckAccess(this.resolver, request, 'pools:poll');
        requirePoolReach(access.scope, 'run', pool);
      }
      return answer;
    };
    if (poller.mayStay) return this.longAnswers.answer(reply, async () => (await find()).text);
    const answer = await find();
    if (answer.isUnfinished) askAgain(reply, answer.waitedUs);
    void reply.send(new WireJson(answer.text));
  }
}
