import { type JSX, useState } from 'react';
import { formError } from '../../api/api-error.ts';
import type { JsonObject } from '../../api/deployments.ts';
import { pools, poolsKey, type WorkPool } from '../../api/work-pools.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { JobTemplateFields, type TemplateDraft, templateOf } from './job-template-fields.tsx';

/** What the infrastructure of each run is made from; deployments may say otherwise. */
export function TemplateTab({ pool }: { readonly pool: WorkPool }): JSX.Element {
  const { place } = useWorkspace();
  const [draft, setDraft] = useState<TemplateDraft>({ template: pool.base_job_template, json: undefined });
  const typed = templateOf(draft);
  const save = useAction({
    run: (template: JsonObject) => pools.change(place, pool.name, { base_job_template: template }),
    refresh: [poolsKey(place)],
    quiet: true,
    done: 'Job template saved',
  });
  const isChanged = JSON.stringify(typed) !== JSON.stringify(pool.base_job_template);
  return (
    <form
      noValidate
      className="max-w-[720px]"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed) save.mutate(typed);
      }}
    >
      <Card
        title="Job template"
        description="What each run gets when its deployment says nothing else."
        footer={
          <Button
            kind="primary"
            type="submit"
            busy={save.isPending}
            disabled={!typed || !isChanged || save.isPending}
          >
            Save template
          </Button>
        }
      >
        {save.error ? (
          <div className="mb-4">
            <Notice tone="danger">{formError(save.error, [])}</Notice>
          </div>
        ) : null}
        <JobTemplateFields draft={draft} onChange={setDraft} />
      </Card>
    </form>
  );
}
