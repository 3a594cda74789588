import { Injectable } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import type { GraphqlEngine } from './graphql-engine.ts';
import type { Subscriptions } from './subscriptions.ts';

interface Parts {
  readonly engine: GraphqlEngine;
  readonly subscriptions: Subscriptions;
}

/** The schema and what runs operations: loaded with the first operation, because most processes see none at start. */
@Injectable()
export class LazyGraphql {
  private parts: Promise<Parts> | undefined;

  constructor(private readonly loader: LazyModuleLoader) {}

  get(): Promise<Parts> {
    return (this.parts ??= this.load());
  }

  private async load(): Promise<Parts> {
    const [{ OperationsModule }, { GraphqlEngine: Engine }, { Subscriptions: Followed }] = await Promise.all([
      import('../operations.module.ts'),
      import('./graphql-engine.ts'),
      import('./subscriptions.ts'),
    ]);
    const module = await this.loader.load(() => OperationsModule);
    return { engine: module.get(Engine), subscriptions: module.get(Followed) };
  }
}
