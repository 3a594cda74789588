import type { Noun } from '../../command.ts';
import { startServer } from './start.ts';

export const server: Noun = { name: 'server', commands: [startServer] };
