import type { Noun } from '../../command.ts';
import { startServer } from './start.ts';
import { serverStatus } from './status.ts';
import { stopServer } from './stop.ts';

export const server: Noun = { name: 'server', commands: [startServer, serverStatus, stopServer] };
