import { type JSX, useState } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox, Switch } from '../../ui/choice.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { type DateRange, DateRangePicker } from '../../ui/date-range.tsx';
import { Confirm, Dialog, Drawer } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, PasswordInput, TextArea } from '../../ui/input.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { Select } from '../../ui/select.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { toast } from '../../ui/toast.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { Sample } from './sample.tsx';

const ROLES = ['Owner', 'Developer', 'Runner', 'Viewer', 'Worker'].map((label) => ({
  value: label.toLowerCase(),
  label,
}));
const ZONES = [
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'Asia/Tokyo',
  'Australia/Sydney',
  'UTC',
].map((label) => ({ value: label, label }));

function Buttons(): JSX.Element {
  return (
    <Sample title="Buttons">
      {(['large', 'medium', 'small'] as const).map((size) => (
        <div key={size} className="flex flex-wrap items-center gap-2">
          <Button kind="primary" size={size} icon="play">
            Run
          </Button>
          <Button size={size}>Cancel</Button>
          <Button kind="ghost" size={size}>
            Reset
          </Button>
          <Button kind="danger" size={size}>
            Delete
          </Button>
          <Button kind="primary" size={size} busy>
            Saving
          </Button>
          <Button size={size} disabled>
            Off
          </Button>
        </div>
      ))}
      <div className="flex gap-2">
        <Tooltip text="Refresh the list">
          <IconButton icon="refresh" label="Refresh" />
        </Tooltip>
        <IconButton icon="filter" label="Filter" kind="secondary" />
        <Menu trigger={<IconButton icon="dots" label="More" kind="secondary" />}>
          <MenuItem icon="copy">Duplicate</MenuItem>
          <MenuItem icon="pause">Pause</MenuItem>
          <MenuLine />
          <MenuItem icon="trash" danger>
            Delete
          </MenuItem>
        </Menu>
      </div>
    </Sample>
  );
}

function Fields(): JSX.Element {
  const [role, setRole] = useState<string>('developer');
  const [zone, setZone] = useState<string | undefined>();
  const [isOn, setOn] = useState(true);
  return (
    <Sample title="Fields">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" hint="Shown in lists.">
          <Input placeholder="production" />
        </Field>
        <Field label="Handle" error="The handle “acme” is already taken.">
          <Input mono defaultValue="acme" />
        </Field>
        <Field label="Password">
          <PasswordInput defaultValue="correct horse" />
        </Field>
        <Field label="Search">
          <Input icon="search" placeholder="Search runs" />
        </Field>
        <Field label="Role">
          <Select options={ROLES} value={role} onChange={setRole} />
        </Field>
        <Field label="Time zone">
          <Combobox options={ZONES} value={zone} onChange={setZone} searchLabel="Search time zones" />
        </Field>
        <Field label="Description" optional className="sm:col-span-2">
          <TextArea placeholder="What is it for?" />
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Checkbox
          label="Keep going after a failure"
          hint="Later tasks still run."
          checked={isOn}
          onChange={setOn}
        />
        <Switch label="Paused" hint="Nothing is scheduled." checked={isOn} onChange={setOn} />
      </div>
    </Sample>
  );
}

function Layers(): JSX.Element {
  const [open, setOpen] = useState<'dialog' | 'drawer' | 'confirm' | undefined>();
  const close = (): void => setOpen(undefined);
  return (
    <Sample title="Layers">
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('drawer')}>Drawer</Button>
        <Button onClick={() => setOpen('confirm')}>Confirm</Button>
        <Button onClick={() => toast.ok('Deployment saved', 'The next run is in 12 minutes.')}>Toast</Button>
        <Button onClick={() => toast.error('The pool is paused', 'Resume it, then try again.')}>
          Error toast
        </Button>
      </div>
      <Dialog
        open={open === 'dialog'}
        onOpenChange={close}
        title="New variable"
        description="Flows read it by its name."
        footer={
          <Button kind="primary" onClick={close}>
            Create
          </Button>
        }
      >
        <Field label="Name">
          <Input autoFocus />
        </Field>
      </Dialog>
      <Drawer open={open === 'drawer'} onOpenChange={close} title="load-orders" description="Flow run">
        <p className="text-ink-2">More about one thing, while the list stays in view.</p>
      </Drawer>
      <Confirm
        open={open === 'confirm'}
        onOpenChange={close}
        title="Delete 3 runs?"
        action="Delete"
        onConfirm={() => Promise.resolve()}
      >
        Their logs and artifacts are deleted too.
      </Confirm>
    </Sample>
  );
}

/** What people press, type into and choose from. */
export function ControlSamples(): JSX.Element {
  const [tab, setTab] = useState('runs');
  const [view, setView] = useState<'list' | 'graph'>('list');
  const [range, setRange] = useState<DateRange>({ kind: 'last', hours: 24 });
  return (
    <>
      <Buttons />
      <Fields />
      <Sample title="Tabs and ranges">
        <Tabs
          label="Sample"
          value={tab}
          onChange={setTab}
          tabs={[
            {
              value: 'runs',
              label: 'Runs',
              count: 128,
              content: <p className="text-ink-2">The runs of this flow.</p>,
            },
            { value: 'logs', label: 'Logs', content: <p className="text-ink-2">What they wrote.</p> },
          ]}
        />
        <div className="flex flex-wrap gap-3">
          <Segments
            label="View"
            options={[
              { value: 'list', label: 'List' },
              { value: 'graph', label: 'Graph' },
            ]}
            value={view}
            onChange={setView}
          />
          <DateRangePicker value={range} onChange={setRange} />
        </div>
      </Sample>
      <Layers />
    </>
  );
}
