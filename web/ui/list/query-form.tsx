import { type FilterValues, type ListFilter, rangeEnds, writeRange } from '@xinheng/contracts/listing.ts';
import { Button, Input, Select } from 'antd';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { DayInput } from '../form/day-input.tsx';
import { Field } from '../form/field.tsx';

/** The folding query form of a list: usual conditions first, the others when asked for. Enter asks. */
export function QueryForm(props: {
  filters: readonly ListFilter[];
  values: FilterValues;
  onAsk: (values: FilterValues) => void;
  open: boolean;
  onOpen: (open: boolean) => void;
}) {
  const { filters, values, open } = props;
  const [draft, setDraft] = useState(values);
  const [more, setMore] = useState(() => filters.some(({ advanced, name }) => advanced && values[name]));
  const formId = useId();
  const given = JSON.stringify(values);
  // The address decides: going back, a to-do or a saved view change the form too.
  useEffect(() => setDraft(JSON.parse(given) as FilterValues), [given]);
  const usual = filters.filter(({ advanced }) => !advanced);
  const others = filters.filter(({ advanced }) => advanced);
  const ask = (event: FormEvent) => {
    event.preventDefault();
    props.onAsk(filled(draft));
  };
  return (
    <search className="query">
      <div className="query-head">
        <button
          type="button"
          className="query-fold"
          aria-expanded={open}
          aria-controls={formId}
          onClick={() => props.onOpen(!open)}
        >
          <span aria-hidden="true">{open ? '▾' : '▸'}</span> 查询条件
        </button>
        <SetConditions filters={filters} values={values} onAsk={props.onAsk} />
      </div>
      <form id={formId} onSubmit={ask} hidden={!open}>
        <div className="query-fields">
          {(more ? [...usual, ...others] : usual).map((filter) => (
            <FilterField
              key={filter.name}
              filter={filter}
              value={draft[filter.name] ?? ''}
              onChange={(value) => setDraft({ ...draft, [filter.name]: value })}
            />
          ))}
        </div>
        <div className="query-buttons">
          <Button type="primary" htmlType="submit">
            查询
          </Button>
          <Button onClick={() => props.onAsk({})}>重置</Button>
          {others.length > 0 ? (
            <Button type="link" aria-expanded={more} onClick={() => setMore(!more)}>
              {more ? '收起更多条件' : `更多条件（${others.length}）`}
            </Button>
          ) : null}
        </div>
      </form>
    </search>
  );
}

function filled(values: FilterValues): FilterValues {
  return Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
}

/** A filter's value in words. */
export function conditionText({ type, options }: ListFilter, value: string): string {
  const nameOf = (code: string) => options?.find((option) => option.code === code)?.name ?? code;
  switch (type) {
    case 'choice':
    case 'choices':
      return value.split(',').map(nameOf).join('、');
    case 'boolean':
      return value === 'true' ? '是' : '否';
    case 'day-range':
    case 'integer-range': {
      const [from, until] = rangeEnds(value);
      if (from === until) return from ?? '';
      return from === undefined ? `至 ${until}` : until === undefined ? `自 ${from}` : `${from} 至 ${until}`;
    }
    default:
      return value;
  }
}

/** What is set, each with a way to take it off; seen even when the form is folded. */
function SetConditions(props: {
  filters: readonly ListFilter[];
  values: FilterValues;
  onAsk: (values: FilterValues) => void;
}) {
  const set = props.filters.filter(({ name }) => props.values[name]);
  return (
    <ul className="conditions" aria-label="已设条件">
      {set.map((filter) => {
        const text = `${filter.title}：${conditionText(filter, props.values[filter.name] ?? '')}`;
        const { [filter.name]: _off, ...rest } = props.values;
        return (
          <li key={filter.name}>
            <span>{text}</span>
            <button type="button" aria-label={`去掉条件“${text}”`} onClick={() => props.onAsk(rest)}>
              ✕
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface FilterFieldProps {
  filter: ListFilter;
  value: string;
  onChange: (value: string) => void;
}

function FilterField(props: FilterFieldProps) {
  const { filter } = props;
  if (filter.type === 'day-range' || filter.type === 'integer-range') return <RangeField {...props} />;
  return (
    <Field name={`filter-${filter.name}`} label={filter.title}>
      {(control) => <FilterControl {...props} control={control} />}
    </Field>
  );
}

function FilterControl({ filter, value, onChange, control }: FilterFieldProps & { control: { id: string } }) {
  const options = (filter.options ?? []).map(({ code, name }) => ({ value: code, label: name }));
  const select = {
    ...control,
    allowClear: true,
    showSearch: { optionFilterProp: 'label' },
    placeholder: filter.hint ?? '全部',
    className: 'query-select',
  };
  switch (filter.type) {
    case 'choice':
      return (
        <Select
          {...select}
          options={options}
          value={value || null}
          onChange={(code: string | undefined) => onChange(code ?? '')}
        />
      );
    case 'choices':
      return (
        <Select
          {...select}
          mode="multiple"
          maxTagCount="responsive"
          options={options}
          value={value ? value.split(',') : []}
          onChange={(codes: string[]) => onChange(codes.join(','))}
        />
      );
    case 'boolean':
      return (
        <Select
          {...select}
          showSearch={false}
          options={[
            { value: 'true', label: '是' },
            { value: 'false', label: '否' },
          ]}
          value={value || null}
          onChange={(code: string | undefined) => onChange(code ?? '')}
        />
      );
    case 'subject':
      return (
        <Input
          {...control}
          className="code"
          placeholder={filter.hint ?? '18 位统一社会信用代码'}
          maxLength={18}
          allowClear
          value={value}
          onChange={(event) => onChange(event.target.value.trim().toUpperCase())}
        />
      );
    default:
      return (
        <Input
          {...control}
          {...(filter.hint ? { placeholder: filter.hint } : {})}
          maxLength={200}
          allowClear
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

/** Two ends, either of which may be left out. */
function RangeField({ filter, value, onChange }: FilterFieldProps) {
  const [from = '', until = ''] = rangeEnds(value);
  const write = (start: string, end: string) => onChange(writeRange(start.trim(), end.trim()));
  const labelId = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out like the other fields in every browser
    <div className="field" role="group" aria-labelledby={labelId}>
      <span className="range-label" id={labelId}>
        {filter.title}
      </span>
      <div className="range">
        {[from, until].map((end, index) => {
          const label = `${filter.title}，${index === 0 ? '从' : '到'}`;
          const change = (next: string) => (index === 0 ? write(next, until) : write(from, next));
          return filter.type === 'day-range' ? (
            <DayInput
              key={label}
              control={{ 'aria-label': label }}
              placeholder={index === 0 ? '开始日期' : '结束日期'}
              value={end}
              onChange={change}
            />
          ) : (
            <Input
              key={label}
              aria-label={label}
              inputMode="numeric"
              placeholder={index === 0 ? '不小于' : '不大于'}
              value={end}
              onChange={(event) => change(event.target.value.replaceAll(/[^\d-]/g, ''))}
            />
          );
        })}
      </div>
    </div>
  );
}
