import type { Noun } from '../../command.ts';
import { emitEvent } from './emit.ts';
import { lsEvents } from './ls.ts';
import { streamEvents } from './stream.ts';

export const events: Noun = { name: 'events', commands: [lsEvents, streamEvents, emitEvent] };
