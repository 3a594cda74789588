import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import {
  savedSearches,
  savedSearchesKey,
  savedSearchesQuery,
  searchOfFilters,
} from '../../api/saved-searches.ts';
import { fieldError, formError } from '../../api/api-error.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Input } from '../../ui/input.tsx';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { RUN_SEARCH_KEYS, type RunSearch } from './run-search.ts';

const isSame = (a: object, b: object): boolean => {
  const text = (one: object): string => JSON.stringify(Object.entries(one).sort());
  return text(a) === text(b);
};

/** Filters that somebody gave a name, for everybody in the workspace. */
export function SavedViews(props: {
  readonly search: RunSearch;
  readonly onChoose: (search: RunSearch) => void;
}): JSX.Element {
  const { search, onChoose } = props;
  const { place } = useWorkspace();
  const { data = [] } = useQuery(savedSearchesQuery(place));
  const [isAsked, setAsked] = useState(false);
  const views = data.map(({ id, name, filters }) => ({
    id,
    name,
    search: searchOfFilters(filters, RUN_SEARCH_KEYS) as RunSearch, // its keys are those
  }));
  const current = views.find((view) => isSame(view.search, search));
  const remove = useAction({
    run: (id: string) => savedSearches.remove(place, id),
    refresh: [savedSearchesKey(place)],
    done: 'View deleted',
  });
  const isFiltered = Object.keys(search).length > 0;
  return (
    <>
      <Menu
        className="w-60"
        trigger={
          <Button icon="eye">
            {current?.name ?? 'Views'}
            <Icon name="chevronDown" size={12} className="text-ink-3" />
          </Button>
        }
      >
        <MenuLabel>Saved views</MenuLabel>
        <MenuItem icon="activity" onSelect={() => onChoose({})}>
          All runs of a day
        </MenuItem>
        {views.map((view) => (
          <MenuItem
            key={view.id}
            icon={view.id === current?.id ? 'check' : 'filter'}
            onSelect={() => onChoose(view.search)}
          >
            {view.name}
          </MenuItem>
        ))}
        {(isFiltered || current) && <MenuLine />}
        {isFiltered && !current && (
          <MenuItem icon="plus" onSelect={() => setAsked(true)}>
            Save this view…
          </MenuItem>
        )}
        {current && (
          <MenuItem icon="trash" danger onSelect={() => remove.mutate(current.id)}>
            Delete this view
          </MenuItem>
        )}
      </Menu>
      {isAsked && <SaveDialog search={search} onClose={() => setAsked(false)} />}
    </>
  );
}

function SaveDialog({ search, onClose }: { search: RunSearch; onClose: () => void }): JSX.Element {
  const { place } = useWorkspace();
  const [name, setName] = useState('');
  const save = useAction({
    run: () => savedSearches.save(place, name.trim(), search),
    refresh: [savedSearchesKey(place)],
    done: 'View saved',
    quiet: true,
    then: onClose,
  });
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Save this view"
      action="Save view"
      busy={save.isPending}
      error={formError(save.error, ['name'])}
      onSubmit={() => save.mutate()}
    >
      <Field label="Name" error={fieldError(save.error, 'name')}>
        <Input required value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
