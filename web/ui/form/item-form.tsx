import type { ItemField, ItemFile } from '@xinheng/contracts/catalogue-browser.ts';
import { Checkbox } from 'antd';
import { useState } from 'react';
import { conditionText, isAsked, isRequired, type Row } from './conditions.ts';
import { Field } from './field.tsx';
import './form.css';
import { ItemControl } from './item-field.tsx';

/** What is said beside a field. */
export interface FieldNote {
  error?: string;
  remark?: string;
}

export interface ItemFormProps {
  item: ItemFile;
  fields: readonly ItemField[];
  row: Row;
  notes: Readonly<Record<string, FieldNote>>;
  onChange: (name: string, value: string) => void;
  onLeave: (name: string) => void;
}

interface Part {
  title: string;
  fields: ItemField[];
}

/** The parts of a form: whose information it is, what must be said, what may be said. */
function partsOfForm(fields: readonly ItemField[]): Part[] {
  const others = fields.filter(({ identity }) => !identity);
  const needed = (field: ItemField) => field.required || field.key || field.requiredWhen !== undefined;
  return [
    { title: '主体', fields: fields.filter(({ identity }) => identity) },
    { title: '主要内容', fields: others.filter(needed) },
    { title: '其他内容', fields: others.filter((field) => !needed(field)) },
  ].filter((part) => part.fields.length > 0);
}

/** The form of an item, wholly from the catalogue. Values are text, as a file would carry them. */
export function ItemForm(props: ItemFormProps) {
  const { item, row } = props;
  const [all, setAll] = useState(false);
  const conditional = props.fields.filter((field) => !isAsked(field, row, item));
  const hasConditional = props.fields.some(({ requiredWhen }) => requiredWhen);
  return (
    <>
      {partsOfForm(props.fields).map((part) => (
        <fieldset key={part.title} className="form-part">
          <legend>{part.title}</legend>
          <div className="form-fields">
            {part.fields
              .filter((field) => all || !conditional.includes(field))
              .map((field) => (
                <ItemFormField key={field.name} {...props} field={field} />
              ))}
          </div>
        </fieldset>
      ))}
      {hasConditional ? (
        <Checkbox checked={all} onChange={(event) => setAll(event.target.checked)}>
          显示按情形才须填写的全部字段
        </Checkbox>
      ) : null}
    </>
  );
}

/** What to write into a field, from its declaration. */
function hintOf(field: ItemField, item: ItemFile): string | undefined {
  const parts: string[] = [];
  if (field.requiredWhen) parts.push(`${conditionText(field.requiredWhen, item)}时必填`);
  if (field.type === 'capital') parts.push('例如：100 万元人民币、50 万美元');
  if (field.type === 'choices') parts.push('可选多项');
  if (field.notFuture) parts.push('不得晚于今天');
  if (field.notBefore) {
    parts.push(`不得早于${item.fields.find(({ name }) => name === field.notBefore)?.label ?? field.notBefore}`);
  }
  if (field.min !== undefined || field.max !== undefined) {
    const unit = field.unit ? ` ${field.unit}` : '';
    parts.push(`${field.min ?? '不限'} 至 ${field.max?.toLocaleString('en-US') ?? '不限'}${unit}`);
  }
  if (field.defaultFrom) {
    const label = item.fields.find(({ name }) => name === field.defaultFrom)?.label;
    parts.push(`不填时与“${label ?? field.defaultFrom}”相同`);
  }
  return parts.length > 0 ? `${parts.join('；')}。` : undefined;
}

function ItemFormField(props: ItemFormProps & { field: ItemField }) {
  const { field, item, row, notes } = props;
  const note = notes[field.name];
  const isWide = field.type === 'text' && (field.maxLength ?? 0) > 200;
  return (
    <div className={isWide ? 'wide' : undefined}>
      <Field
        name={field.name}
        label={field.label}
        hint={hintOf(field, item)}
        required={isRequired(field, row, item)}
        error={note?.error}
        remark={note?.error ? undefined : note?.remark}
      >
        {(control) => (
          <ItemControl
            field={field}
            item={item}
            control={control}
            value={row[field.name] ?? ''}
            onChange={(value) => props.onChange(field.name, value)}
            onLeave={() => props.onLeave(field.name)}
          />
        )}
      </Field>
    </div>
  );
}
