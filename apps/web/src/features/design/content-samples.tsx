import type { JSX } from 'react';
import { Button } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Code, Command, JsonView } from '../../ui/code.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Sample } from './sample.tsx';

// What people may write: markup in it must show as text, and links that would run something must be no links.
const MARKDOWN = `# Duration model
Trained on **2.1 M** rides, *rmse* \`4.93\`. See [the run](https://example.com/runs/1).

| month | rmse | rides |
| --- | --- | --- |
| 2026-09 | 5.02 | 1,048,576 |
| 2026-10 | 4.93 | 1,101,004 |

- [x] validated
- [ ] registered

> Retrain when the error passes 5.5.

<img src=x onerror="document.title='hacked'"> <script>document.title='hacked'</script> [bad](javascript:alert(1))
`;
const VALUE = {
  date: '2026-11-21',
  retries: 3,
  features: ['distance', 'zone'],
  model: { name: 'xgb', depth: 8, tags: null },
  dry_run: false,
};

/** Text that people and programs write, and what the product says. */
export function ContentSamples(): JSX.Element {
  return (
    <>
      <Sample title="Markdown">
        <div className="rounded-8 border border-line p-5">
          <Markdown text={MARKDOWN} />
        </div>
      </Sample>
      <Sample title="Code and JSON">
        <Command text="prefect work-pool create my-pool --type process" />
        <Code
          text={
            'from prefect import flow\n\n@flow(log_prints=True)\ndef hello(name: str = "world"):\n    print(f"hello {name}")'
          }
        />
        <JsonView value={VALUE} label="Parameters" />
      </Sample>
      <Sample title="Notices">
        <Notice>The next run is in 12 minutes.</Notice>
        <Notice tone="ok">The provider answers as it should.</Notice>
        <Notice
          tone="warn"
          title="No worker polls this pool"
          actions={<Button size="small">Show how</Button>}
        >
          Runs wait until one does.
        </Notice>
        <Notice tone="danger">The server cannot be reached. Check your connection and try again.</Notice>
      </Sample>
      <Sample title="Card and empty state">
        <Card
          title="Infrastructure"
          description="Where the run took place."
          footer={<Button kind="primary">Save</Button>}
        >
          <Facts
            rows={[
              ['Worker', 'process-worker-1'],
              ['Pool', 'production'],
              ['Image', 'registry.example.com/etl:1.4.2'],
            ]}
          />
        </Card>
        <EmptyState
          icon="rocket"
          title="No deployments yet"
          command="prefect deploy flow.py:etl --name nightly --pool production"
        >
          A deployment says where and when a flow runs.
        </EmptyState>
      </Sample>
    </>
  );
}
