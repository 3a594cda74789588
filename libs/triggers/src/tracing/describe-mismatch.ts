import { isExpected } from '../events/glob.ts';
import { type Labels, type Specification, type TriggerEvent, includes } from '../events/trigger-event.ts';
import { type WatchedEvents, covers } from '../evaluation/trigger.ts';

const VALUE_CHARACTERS_MAX = 120;
const cut = (text: string): string =>
  text.length <= VALUE_CHARACTERS_MAX ? text : `${text.slice(0, VALUE_CHARACTERS_MAX)}…`.toWellFormed();

const wantedText = (wanted: string | readonly string[]): string =>
  cut(
    [wanted]
      .flat()
      .map((one) => `"${one}"`)
      .join(' or '),
  );

/** Why an event is not about what a trigger watches; null when it is. */
export function describeMismatch(trigger: WatchedEvents, event: TriggerEvent): string | null {
  if (covers(trigger, event)) return null;
  const differs = !includes(trigger.match, [event.resource]) && differing(trigger.match, event.resource);
  if (differs) return differs;
  const missing = trigger.matchRelated.find((specification) => !includes(specification, event.related));
  return missing ? unrelated(missing, event.related) : `its name is not one that is expected`;
}

function differing(specification: Specification, resource: Labels): string | null {
  for (const [label, wanted] of Object.entries(specification)) {
    const value = Object.hasOwn(resource, label) ? resource[label] : undefined;
    if ([wanted].flat().some((one) => isExpected(one, value))) continue;
    const found = value === undefined ? 'is not there' : `is "${cut(value)}"`;
    return `the label ${label} of its resource ${found}, wanted is ${wantedText(wanted)}`;
  }
  return null;
}

function unrelated(specification: Specification, related: readonly Labels[]): string {
  const wanted = Object.entries(specification).map(([label, value]) => `${label} ${wantedText(value)}`);
  return `none of its ${related.length} related resources has ${cut(wanted.join(', '))}`;
}
