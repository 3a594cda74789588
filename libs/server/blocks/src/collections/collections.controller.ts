import { Controller, Get } from '@nestjs/common';
import { COLLECTION_VIEWS } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Allow, NameParam, WireJson } from '@orch/platform';
import workers from './worker-metadata.json' with { type: 'json' };

const WORKER_METADATA = new WireJson(JSON.stringify(workers));
const KNOWN_VIEWS: ReadonlySet<string> = new Set(COLLECTION_VIEWS);
const SHOWN_CHARS_MAX = 100;

/** What types of work pools there are, with their default job templates. Upstream: server/api/collections.py (3.8.8). */
@Controller('api/collections')
export class CollectionsController {
  /** @throws OrchError `collection.view_unknown`, `collection.view_missing` (a view of the hosted edition) */
  @Get('views/:view')
  @Allow('pools:read')
  view(@NameParam('view') view: string): WireJson {
    if (view === 'aggregate-worker-metadata') return WORKER_METADATA;
    const shown = { view: view.slice(0, SHOWN_CHARS_MAX) };
    throw new OrchError(
      KNOWN_VIEWS.has(view) ? 'collection.view_missing' : 'collection.view_unknown',
      {},
      shown,
    );
  }

  /** The hosted edition's route; clients read the same from it. */
  @Get('work_pool_types')
  @Allow('pools:read')
  workPoolTypes(): WireJson {
    return WORKER_METADATA;
  }
}
