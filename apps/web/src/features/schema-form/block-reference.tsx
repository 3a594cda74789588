import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { blocksQuery, blockTypesQuery } from '../../api/blocks.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

const NONE = '';
const idOf = (value: unknown): string => {
  const ref = typeof value === 'object' && value !== null && '$ref' in value ? value.$ref : undefined;
  return typeof ref === 'object' && ref !== null && 'block_document_id' in ref
    ? String(ref.block_document_id)
    : NONE;
};

/** Another block, by its name. */
export function BlockReference(props: {
  /** Slug of the type. */
  readonly type: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}): JSX.Element {
  const { type, value, onChange } = props;
  const { place } = useWorkspace();
  const { data: types = [] } = useQuery(blockTypesQuery(place));
  const found = types.find(({ slug }) => slug === type);
  const { data: blocks = [] } = useQuery({
    ...blocksQuery(place, '', 0, found?.id),
    enabled: found !== undefined,
  });
  return (
    <Combobox
      options={[
        { value: NONE, label: 'None' },
        ...blocks.map(({ id, name }) => ({ value: id, label: name ?? id })),
      ]}
      value={idOf(value)}
      placeholder={`Choose ${found?.name ?? type}`}
      searchLabel={`Search ${found?.name ?? type}`}
      empty={`No ${found?.name ?? type} block yet`}
      onChange={(id) => onChange(id === NONE ? undefined : { $ref: { block_document_id: id } })}
    />
  );
}
