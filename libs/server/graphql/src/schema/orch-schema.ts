import { Injectable } from '@nestjs/common';
import type { GraphQLSchema } from 'graphql';
import { EventFields } from '../events/event-fields.ts';
import { MeFields } from '../identity/me-fields.ts';
import { guardSchema } from './guard-schema.ts';
import { newSchema } from './schema-builder.ts';

/** Types whose values hold the access they were entered with. */
const TENANTS: ReadonlySet<string> = new Set(['Account', 'Workspace']);

/** The schema of the server, made when it is first asked for. */
@Injectable()
export class OrchSchema {
  private made: GraphQLSchema | undefined;

  constructor(
    private readonly me: MeFields,
    private readonly events: EventFields,
  ) {}

  get(): GraphQLSchema {
    return (this.made ??= this.make());
  }

  private make(): GraphQLSchema {
    const builder = newSchema();
    this.me.addTo(builder);
    this.events.addTo(builder);
    return guardSchema(builder.toSchema(), TENANTS);
  }
}
