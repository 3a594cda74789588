import { Controller, HttpCode, Post } from '@nestjs/common';
import { type TestNotificationBody, type TestedNotification, testNotificationBody } from '@orch/contract';
import { Allow, UuidParam, WireBody, Workspace, type WorkspaceScope } from '@orch/platform';
import { TestNotification } from './test-notification.ts';

/** The button that tries a notification block. */
@Controller('api/block_documents')
export class TestNotificationController {
  constructor(private readonly test: TestNotification) {}

  @Post(':id/test_notification')
  @HttpCode(200)
  @Allow('blocks:write')
  send(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(testNotificationBody) body: TestNotificationBody,
  ): Promise<TestedNotification> {
    return this.test.execute(scope, id, body);
  }
}
