import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { isIdPrefix } from '../values.ts';

interface Candidate {
  readonly id?: unknown;
  readonly name?: unknown;
}

/**
 * The one that is meant: by id, else by name, else by the beginning of its id.
 * @param label how to tell those from each other that fit alike
 * @throws Failure when there is none or more than one
 */
export const pickOne = <Row extends Candidate>(
  rows: readonly Row[],
  wanted: string,
  kind: string,
  label: (row: Row) => string = ({ id }) => String(id),
): Row => {
  const byName = rows.filter(({ id, name }) => id === wanted || name === wanted);
  const found =
    byName.length > 0 || !isIdPrefix(wanted)
      ? byName
      : rows.filter(({ id }) => String(id).startsWith(wanted.toLowerCase()));
  if (found.length === 1) return found[0]!;
  if (found.length === 0) throw new Failure(`there is no ${kind} "${wanted}"`);
  const some = found.slice(0, 5).map(label).join(', ');
  const more = found.length > 5 ? ' and more' : '';
  throw new Failure(`"${wanted}" is more than one ${kind}`, EXIT.failed, `Say which: ${some}${more}`);
};
