import type { Noun } from '../../command.ts';
import { exportAudit } from './export.ts';
import { lsAudit } from './ls.ts';
import { verifyAudit } from './verify.ts';

export const audit: Noun = { name: 'audit', commands: [lsAudit, exportAudit, verifyAudit] };
