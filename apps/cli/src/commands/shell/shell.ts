import type { Noun } from '../../command.ts';
import { serveShell } from './serve.ts';
import { watchShell } from './watch.ts';

export const shell: Noun = { name: 'shell', commands: [watchShell, serveShell] };
