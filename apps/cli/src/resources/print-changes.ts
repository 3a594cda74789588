import type { CommandContext } from '../context.ts';
import { Failure } from '../failure.ts';
import { textOf } from '../output/columns.ts';
import type { Style } from '../output/style.ts';
import type { Outcome, Result } from './apply-plan.ts';
import type { FieldChange } from './compare.ts';
import type { Action, Step } from './plan.ts';

const SHOWN_CHARS = 40;
const STYLES: Readonly<Record<Action | Result, Style | undefined>> = {
  create: 'green',
  created: 'green',
  change: 'yellow',
  changed: 'yellow',
  keep: 'dim',
  unchanged: 'dim',
  skip: 'dim',
  skipped: 'dim',
  refuse: 'red',
  failed: 'red',
};

const isSecret = ({ kind }: Step, field: string): boolean => kind.secret?.includes(field) === true;
const brief = (value: unknown): string => {
  const text = textOf(value);
  if (text === '') return 'none';
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS - 1)}…` : text;
};
const fieldText = (step: Step, { field, before, after }: FieldChange): string => {
  if (isSecret(step, field)) return field;
  const isLong = [before, after].some((value) => typeof value === 'object' && value !== null);
  return isLong ? field : `${field}: ${brief(before)} → ${brief(after)}`;
};
/** What people read of a step. */
const detailOf = (step: Step, reason: string | undefined): string =>
  reason ?? step.fields.map((field) => fieldText(step, field)).join('; ');

/** What programs read of a step: values of secret members are left out. */
const valueOf = (step: Step, word: string, reason: string | undefined): Record<string, unknown> => ({
  kind: step.kind.reference,
  name: step.name,
  result: word,
  reason: reason ?? null,
  fields: step.fields.map(({ field, before, after }) =>
    isSecret(step, field) ? { field } : { field, before: before ?? null, after: after ?? null },
  ),
});

interface Line {
  readonly step: Step;
  readonly word: Action | Result;
  readonly reason: string | undefined;
}
const printLines = (context: CommandContext, lines: readonly Line[], empty: string): Promise<void> =>
  context.print.list(
    // what is as it should be is no news for people
    context.print.isTable ? lines.filter(({ word }) => word !== 'keep' && word !== 'unchanged') : lines,
    {
      columns: [
        { head: 'RESULT', text: ({ word }) => word, style: ({ word }) => STYLES[word] },
        { head: 'KIND', text: ({ step }) => step.kind.word },
        { head: 'NAME', text: ({ step }) => step.name, flexible: true },
        { head: 'DETAIL', text: ({ step, reason }) => detailOf(step, reason), flexible: true },
      ],
      name: ({ step }) => `${step.kind.reference}:${step.name}`,
      empty,
      value: ({ step, word, reason }) => valueOf(step, word, reason),
    },
  );

const countText = (words: readonly string[]): string =>
  [...new Set(words)].map((word) => `${words.filter((one) => one === word).length} ${word}`).join(', ');

/** Prints what would be done. @returns how many steps would change something */
export const printPlan = async (context: CommandContext, steps: readonly Step[]): Promise<number> => {
  await printLines(
    context,
    steps.map((step) => ({ step, word: step.action, reason: step.reason })),
    'Nothing to do: everything is as it should be.',
  );
  const changing = steps.filter(({ action }) => action === 'create' || action === 'change');
  if (context.print.isTable && steps.some(({ action }) => action !== 'keep'))
    context.print.note(`Plan: ${countText(steps.map(({ action }) => action))}.`);
  return changing.length;
};

/** Prints what was done. @throws Failure when a part of it did not work */
export const printOutcomes = async (context: CommandContext, outcomes: readonly Outcome[]): Promise<void> => {
  await printLines(
    context,
    outcomes.map(({ step, result, reason }) => ({ step, word: result, reason })),
    'Nothing was done: everything is as it should be.',
  );
  const results = outcomes.map(({ result }) => result);
  if (context.print.isTable && results.some((result) => result !== 'unchanged'))
    context.print.note(`Done: ${countText(results)}.`);
  const failed = results.filter((result) => result === 'failed').length;
  if (failed > 0) throw new Failure(`${failed} of ${results.length} could not be done`);
};
