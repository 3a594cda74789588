import { Module } from '@nestjs/common';
import { EventsModule } from '@orch/events';
import { WorkPoolsModule } from '@orch/work-pools';
import { AutomationReader } from './automations/automation.reader.ts';
import { Automations } from './automations/automations.ts';
import { AutomationsController } from './automations/automations.controller.ts';
import { TemplatesController } from './templates/templates.controller.ts';

/** Automations as they are kept; what they do is not here. */
@Module({
  imports: [EventsModule, WorkPoolsModule],
  controllers: [AutomationsController, TemplatesController],
  providers: [AutomationReader, Automations],
  exports: [AutomationReader, Automations],
})
export class AutomationsModule {}
