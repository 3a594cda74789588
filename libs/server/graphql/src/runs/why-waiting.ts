import { Injectable } from '@nestjs/common';
import type { RelatedThing, RunExplanation, WaitingCause } from '@orch/contract';
import { ExplainRun } from '@orch/deployments';
import { OrchError } from '@orch/kernel';
import type { GraphqlContext } from '../schema/graphql-context.ts';
import type { Builder } from '../schema/schema-builder.ts';
import type { RunLine, RunLines } from './run-lines.ts';

/** Each explanation asks the database twice: an operation that lists runs has few of them. */
const EXPLAINED_MAX = 25;

/** Why runs are not running, as a field of a run. */
@Injectable()
export class WhyWaiting {
  private readonly explained = new WeakMap<GraphqlContext, number>();

  constructor(private readonly explain: ExplainRun) {}

  addTo(builder: Builder, FlowRun: RunLines['FlowRun']): void {
    const Explanation = explanation(builder);
    builder.objectField(FlowRun, 'whyWaiting', (t) =>
      t.field({
        type: Explanation,
        description: `Why the run is not running, the most decisive cause first. At most ${EXPLAINED_MAX} an operation.`,
        resolve: ({ scope, row }: RunLine, _args, context) => {
          this.count(context);
          return this.explain.execute(scope, row.id);
        },
      }),
    );
  }

  private count(context: GraphqlContext): void {
    const count = (this.explained.get(context) ?? 0) + 1;
    const text = `whyWaiting: ask for at most ${EXPLAINED_MAX} runs at once`;
    if (count > EXPLAINED_MAX) throw new OrchError('request.rejected', {}, { text });
    this.explained.set(context, count);
  }
}

const explanation = (builder: Builder) => {
  const Thing = builder.objectRef<RelatedThing>('WaitingCauseThing').implement({
    description: 'Something a cause is about.',
    fields: (t) => ({
      kind: t.exposeString('kind'),
      id: t.expose('id', { type: 'ID', nullable: true }),
      name: t.exposeString('name'),
    }),
  });
  const Cause = builder.objectRef<WaitingCause>('WaitingCause').implement({
    description: 'One reason why a run is not running.',
    fields: (t) => ({
      code: t.exposeString('code'),
      title: t.exposeString('title'),
      detail: t.exposeString('detail'),
      since: t.expose('since', { type: 'DateTime', nullable: true }),
      remedy: t.exposeString('remedy', { nullable: true }),
      related: t.field({ type: [Thing], resolve: ({ related }) => [...related] }),
    }),
  });
  return builder.objectRef<RunExplanation>('RunExplanation').implement({
    description: 'Why a run is not running; no causes: nothing holds it back.',
    fields: (t) => ({
      computedAt: t.field({ type: 'DateTime', resolve: ({ computed_at }) => computed_at }),
      causes: t.field({ type: [Cause], resolve: ({ causes }) => [...causes] }),
    }),
  });
};
