import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CodeListMatches, ItemField, ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import { Checkbox, Input, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../api/client.ts';
import { partsOf, separator } from './conditions.ts';
import { DayInput } from './day-input.tsx';
import type { ControlProps } from './field.tsx';

/** A text longer than this may have several lines. */
const oneLine = 200;
/** Longer code lists are searched on the server. */
const longList = 300;
const openEnd = '长期';

export interface ItemControlProps {
  field: ItemField;
  item: Pick<ItemFile, 'codeLists'>;
  control: ControlProps;
  value: string;
  onChange: (value: string) => void;
  /** The officer has left the field. */
  onLeave: () => void;
}

/** The control of a catalogue field, by its type. */
export function ItemControl(props: ItemControlProps) {
  const { field, control, value, onChange, onLeave } = props;
  const common = { ...control, value, onBlur: onLeave };
  switch (field.type) {
    case 'choice':
    case 'choices':
      return <CodeControl {...props} />;
    case 'date':
      return <DateControl {...props} />;
    case 'number':
    case 'integer':
      return (
        <span className="with-unit">
          <Input
            {...common}
            inputMode={field.type === 'integer' ? 'numeric' : 'decimal'}
            autoComplete="off"
            onChange={(event) => onChange(event.target.value)}
          />
          {field.unit ? <span className="unit">{field.unit}</span> : null}
        </span>
      );
    case 'identifier':
    case 'authority-code':
    case 'person-id':
      return (
        <Input
          {...common}
          className="code"
          maxLength={field.maxLength ?? 64}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    default:
      return (field.maxLength ?? 0) > oneLine ? (
        <Input.TextArea
          {...common}
          rows={3}
          maxLength={field.maxLength}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <Input
          {...common}
          maxLength={field.maxLength}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

function DateControl({ field, control, value, onChange, onLeave }: ItemControlProps) {
  const isOpen = value === openEnd;
  return (
    <span className="with-unit">
      {isOpen ? (
        <Input {...control} value={openEnd} readOnly />
      ) : (
        <DayInput control={control} value={value} onChange={onChange} onBlur={onLeave} />
      )}
      {field.openEnded ? (
        <Checkbox checked={isOpen} onChange={(event) => onChange(event.target.checked ? openEnd : '')}>
          长期
        </Checkbox>
      ) : null}
    </span>
  );
}

/** The labels to choose from: of the list that came with the item, or, of a long one, those that fit what is typed. */
function useLabels(field: ItemField, item: Pick<ItemFile, 'codeLists'>, typed: string) {
  const list = item.codeLists.find(({ name }) => name === field.codeList);
  const isLong = !list || list.values.length > longList;
  const asked = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['code-list', field.codeList, asked],
    queryFn: ({ signal }) =>
      api<CodeListMatches>(`/officer/code-lists/${field.codeList}`, { query: { q: asked, limit: 50 }, signal }),
    enabled: isLong,
    placeholderData: keepPreviousData,
    staleTime: 10 * 60_000,
  });
  return { isLong, values: isLong ? (found.data?.values ?? []) : list.values, total: found.data?.total ?? 0, found };
}

function CodeControl({ field, item, control, value, onChange, onLeave }: ItemControlProps) {
  const [typed, setTyped] = useState('');
  const { isLong, values, total, found } = useLabels(field, item, typed);
  const options = values.map(({ code, label }) => ({ value: label, label, title: label, words: `${label} ${code}` }));
  const common = {
    ...control,
    className: 'item-select',
    allowClear: true,
    placeholder: isLong ? '输入名称或代码查找' : '请选择',
    options,
    loading: isLong && found.isFetching,
    notFoundContent: isLong && found.isFetching ? '正在查找' : '没有符合的内容',
    onBlur: onLeave,
    showSearch: isLong ? { filterOption: false as const, onSearch: setTyped } : { optionFilterProp: 'words' },
  };
  return (
    <>
      {field.type === 'choices' ? (
        <Select
          {...common}
          mode="multiple"
          value={partsOf(value)}
          onChange={(chosen: string[]) => onChange(chosen.join(separator))}
        />
      ) : (
        <Select
          {...common}
          value={value || null}
          onChange={(chosen: string | null | undefined) => onChange(chosen ?? '')}
        />
      )}
      {isLong && typed && total > values.length ? (
        <span className="field-hint">共 {total} 项符合，请再输入几个字。</span>
      ) : null}
    </>
  );
}
