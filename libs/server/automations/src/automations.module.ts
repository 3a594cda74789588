import { Module } from '@nestjs/common';
import { BlocksModule } from '@orch/blocks';
import { DeploymentsModule } from '@orch/deployments';
import { EventsModule } from '@orch/events';
import { RunsModule } from '@orch/runs';
import { WorkPoolsModule } from '@orch/work-pools';
import { EndActions } from './actions/end-actions.ts';
import { FlowRunActions } from './actions/flow-run-actions.ts';
import { ObjectActions } from './actions/object-actions.ts';
import { OutboundActions } from './actions/outbound-actions.ts';
import { Performers } from './actions/performers.ts';
import { RunActions } from './actions/run-actions.ts';
import { RunDeployment } from './actions/run-deployment.ts';
import { TemplateContexts } from './actions/template-contexts.ts';
import { TestAction } from './actions/test-action.ts';
import { AutomationReader } from './automations/automation.reader.ts';
import { Automations } from './automations/automations.ts';
import { AutomationsController } from './automations/automations.controller.ts';
import { ActiveAutomations } from './engine/active-automations.ts';
import { EvaluateAutomations } from './engine/evaluate-automations.ts';
import { Evaluation } from './engine/evaluation.ts';
import { OrderActions } from './engine/order-actions.ts';
import { FailedActions } from './firings/failed-actions.ts';
import { FiringsController } from './firings/firings.controller.ts';
import { ForgetOldActions } from './firings/forget-old-actions.ts';
import { ListFirings } from './firings/list-firings.ts';
import { EvaluateMetrics } from './metrics/evaluate-metrics.ts';
import { DeliverNotification } from './notifications/deliver-notification.ts';
import { SendEmail } from './notifications/send-email.ts';
import { TestNotification } from './notifications/test-notification.ts';
import { TestNotificationController } from './notifications/test-notification.controller.ts';
import { RenderTemplates } from './templates/render-templates.ts';
import { TemplatesController } from './templates/templates.controller.ts';
import { WebhooksModule } from './webhooks/webhooks.module.ts';
import { BacktestAutomation } from './traces/backtest-automation.ts';
import { ExplainAutomation } from './traces/explain-automation.ts';
import { SeenEventReader } from './traces/seen-event.reader.ts';
import { TracesController } from './traces/traces.controller.ts';

/** Automations: what they are, what they watch, and what they do. */
@Module({
  imports: [BlocksModule, DeploymentsModule, EventsModule, RunsModule, WebhooksModule, WorkPoolsModule],
  controllers: [
    FiringsController,
    TracesController,
    AutomationsController,
    TemplatesController,
    TestNotificationController,
  ],
  providers: [
    ActiveAutomations,
    AutomationReader,
    Automations,
    BacktestAutomation,
    DeliverNotification,
    EndActions,
    EvaluateAutomations,
    EvaluateMetrics,
    Evaluation,
    ExplainAutomation,
    FailedActions,
    FlowRunActions,
    ForgetOldActions,
    ListFirings,
    ObjectActions,
    OrderActions,
    OutboundActions,
    Performers,
    RenderTemplates,
    RunActions,
    RunDeployment,
    SeenEventReader,
    SendEmail,
    TemplateContexts,
    TestAction,
    TestNotification,
  ],
  exports: [
    AutomationReader,
    Automations,
    EvaluateAutomations,
    EvaluateMetrics,
    ForgetOldActions,
    RunActions,
  ],
})
export class AutomationsModule {}
