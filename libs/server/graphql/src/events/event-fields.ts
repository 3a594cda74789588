import { Injectable } from '@nestjs/common';
import { EventBus, type OutgoingEvent } from '@orch/events';
import { microsToWire } from '@orch/kernel';
import { enter, type GraphqlContext } from '../schema/graphql-context.ts';
import { allow, type Builder } from '../schema/schema-builder.ts';
import { LiveItems } from './live-items.ts';

/** Events of a workspace as they are committed. */
@Injectable()
export class EventFields {
  constructor(private readonly bus: EventBus) {}

  addTo(builder: Builder): void {
    const Event = builder.objectRef<OutgoingEvent>('Event').implement({
      description: 'Something that happened in a workspace.',
      fields: (t) => ({
        id: t.expose('id', { type: 'UUID' }),
        occurred: t.field({ type: 'DateTime', resolve: (e) => microsToWire(e.occurredUs) }),
        name: t.exposeString('event'),
        resource: t.field({ type: 'JSON', resolve: (e) => e.resource }),
        related: t.field({ type: 'JSON', resolve: (e) => e.related }),
        payload: t.field({ type: 'JSON', resolve: (e): unknown => JSON.parse(e.payload) }),
        follows: t.expose('follows', { type: 'UUID', nullable: true }),
      }),
    });
    builder.subscriptionField('events', (t) =>
      t.field({
        description: 'Each new event of a workspace. Access is looked at again before every one.',
        type: Event,
        ...allow('signed-in'),
        args: {
          accountId: t.arg({ type: 'UUID', required: true }),
          workspaceId: t.arg({ type: 'UUID', required: true }),
          prefixes: t.arg.stringList({ description: 'Only names that begin with one of these.' }),
        },
        subscribe: (_, args, context) => this.live(context, args, args.prefixes ?? null),
        resolve: async (event: OutgoingEvent, args, context) => {
          await enter(context, args, 'events:read');
          return event;
        },
      }),
    );
  }

  private async live(
    context: GraphqlContext,
    tenant: { accountId: string; workspaceId: string },
    prefixes: readonly string[] | null,
  ): Promise<LiveItems<OutgoingEvent>> {
    const { scope } = await enter(context, tenant, 'events:read');
    const fits = ({ event }: OutgoingEvent): boolean =>
      !prefixes || prefixes.some((p) => event.startsWith(p));
    return new LiveItems((push) => this.bus.watch(scope, (_, events) => push(events.filter(fits))));
  }
}
