import { Injectable } from '@nestjs/common';
import type { GraphQLSchema } from 'graphql';
import { EventFields } from '../events/event-fields.ts';
import { AccountFields } from '../identity/account-fields.ts';
import { accountLines } from '../identity/account-lines.ts';
import { AccountMutations } from '../identity/account-mutations.ts';
import { MeFields } from '../identity/me-fields.ts';
import { WorkspaceFields } from '../identity/workspace-fields.ts';
import { RunFields } from '../runs/run-fields.ts';
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
    private readonly accounts: AccountFields,
    private readonly workspaces: WorkspaceFields,
    private readonly mutations: AccountMutations,
    private readonly events: EventFields,
    private readonly runs: RunFields,
  ) {}

  get(): GraphQLSchema {
    return (this.made ??= this.make());
  }

  private make(): GraphQLSchema {
    const builder = newSchema();
    this.me.addTo(builder);
    const Workspace = this.workspaces.addTo(builder);
    const lines = accountLines(builder);
    this.accounts.addTo(builder, lines, Workspace);
    this.mutations.addTo(builder, lines, Workspace);
    this.events.addTo(builder);
    this.runs.addTo(builder, Workspace);
    return guardSchema(builder.toSchema(), TENANTS);
  }
}
