import { Checkbox, Input } from 'antd';
import { DayInput } from '../form/day-input.tsx';
import { type ControlProps, Field, type FieldMistake } from '../form/field.tsx';
import { mistakeOf } from '../form/mistakes.ts';
import type { ActField, ActValues } from './act-button.tsx';
import './act.css';

/** The fields of an act, each with its control. */
export function ActFields(props: {
  fields: readonly ActField[];
  values: ActValues;
  mistakes: readonly FieldMistake[];
  onChange: (name: string, value: string | readonly string[]) => void;
}) {
  return props.fields.map((field) => (
    <Field
      key={field.name}
      name={field.name}
      label={field.label}
      hint={field.hint}
      required={field.required ?? false}
      error={mistakeOf(props.mistakes, field.name)}
    >
      {(control) => (
        <ActControl
          control={control}
          field={field}
          value={props.values[field.name] ?? ''}
          onChange={(value) => props.onChange(field.name, value)}
        />
      )}
    </Field>
  ));
}

function ActControl(props: {
  control: ControlProps;
  field: ActField;
  value: string | readonly string[];
  onChange: (value: string | readonly string[]) => void;
}) {
  const { control, field, value, onChange } = props;
  const text = typeof value === 'string' ? value : '';
  switch (field.kind) {
    case 'day':
      return <DayInput control={control} value={text} onChange={onChange} />;
    case 'choice':
      return (
        <select {...control} className="plain-select" value={text} onChange={({ target }) => onChange(target.value)}>
          <option value="">{field.required ? '请选择' : '（不填）'}</option>
          {field.options?.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      );
    case 'choices':
      return (
        // biome-ignore lint/a11y/useSemanticElements: the label of the field names it; a fieldset would want a legend too
        <div role="group" id={control.id} aria-labelledby={`${control.id}-label`} className="act-choices">
          {field.options?.map(({ code, name }) => (
            <Checkbox
              key={code}
              checked={value.includes(code)}
              onChange={({ target }) => {
                const chosen = typeof value === 'string' ? [] : value;
                onChange(target.checked ? [...chosen, code] : chosen.filter((each) => each !== code));
              }}
            >
              {name}
            </Checkbox>
          ))}
        </div>
      );
    case 'long-text':
      return (
        <Input.TextArea
          {...control}
          rows={3}
          maxLength={field.maxLength ?? 1000}
          value={text}
          onChange={({ target }) => onChange(target.value)}
        />
      );
    default:
      return (
        <Input
          {...control}
          autoComplete="off"
          maxLength={field.maxLength ?? 200}
          inputMode={field.kind === 'integer' ? 'numeric' : 'text'}
          value={text}
          onChange={({ target }) => onChange(target.value)}
        />
      );
  }
}
