import { useQueryClient } from '@tanstack/react-query';
import type {
  ActionField,
  BulkAction,
  BulkRequest,
  BulkResult,
  ListColumn,
  ListDeclaration,
} from '@xinheng/contracts/listing.ts';
import { Button, Checkbox, Input, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { api } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { DayInput } from '../form/day-input.tsx';
import { ErrorSummary, Field, type FieldMistake } from '../form/field.tsx';
import { mistakeOf, mistakesOf } from '../form/mistakes.ts';
import { Dialog } from '../pieces/dialog.tsx';
import { say } from '../pieces/toasts.tsx';
import { rowName } from './cells.tsx';
import type { Selection } from './rows.tsx';

/** The line that takes the place of the tools while rows are ticked: how many, and what can be done with them. */
export function BulkBar(props: {
  declaration: ListDeclaration;
  columns: readonly ListColumn[];
  selection: Selection;
  onSelect: (selection: Selection) => void;
}) {
  const { declaration, selection } = props;
  const [action, setAction] = useState<BulkAction | null>(null);
  const fitting = (name: string) =>
    [...selection.values()].filter(({ allowedActions }) => allowedActions?.includes(name) ?? true);
  return (
    <div className="bulk">
      <span role="status">
        已选 <strong>{selection.size}</strong> 行
      </span>
      {declaration.bulkActions.map((each) => (
        <Button
          key={each.action}
          danger={each.danger ?? false}
          disabled={fitting(each.action).length === 0}
          onClick={() => setAction(each)}
        >
          {each.title}
        </Button>
      ))}
      <Button type="link" onClick={() => props.onSelect(new Map())}>
        取消选择
      </Button>
      {action ? (
        <BulkDialog
          {...props}
          action={action}
          keys={fitting(action.action).map(({ key }) => key)}
          onClose={() => setAction(null)}
        />
      ) : null}
    </div>
  );
}

/** The rows that were refused, each with its reason. */
function Failures(props: { failed: BulkResult['results']; named: (key: string) => ReactNode; onClose: () => void }) {
  return (
    <Dialog open title={`有 ${props.failed.length} 行没有办理`} onClose={props.onClose}>
      <ul className="bulk-failures">
        {props.failed.map(({ key, message }) => (
          <li key={key}>
            <strong>{props.named(key)}</strong>：{message ?? '没有办理'}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function BulkDialog(props: {
  declaration: ListDeclaration;
  columns: readonly ListColumn[];
  selection: Selection;
  onSelect: (selection: Selection) => void;
  action: BulkAction;
  keys: string[];
  onClose: () => void;
}) {
  const { action, keys, selection } = props;
  const client = useQueryClient();
  const [values, setValues] = useState<BulkRequest['fields']>({});
  const [mistakes, setMistakes] = useState<FieldMistake[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<BulkResult['results']>([]);
  const left = selection.size - keys.length;
  const send = async () => {
    const missing = (action.fields ?? [])
      .filter(({ required, name }) => required && (values[name] === undefined || values[name] === ''))
      .map(({ name, title }) => ({ field: name, message: `请填写“${title}”` }));
    setMistakes(missing);
    if (missing.length > 0) return;
    setBusy(true);
    try {
      const path = `/lists/${props.declaration.name}/actions/${action.action}`;
      const { results } = await api<BulkResult>(path, { method: 'POST', body: { keys, fields: values } });
      const refused = results.filter(({ done }) => !done);
      const done = results.length - refused.length;
      if (done > 0) say(`${action.title}：已办理 ${done} 行。`);
      await client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === 'list' || queryKey[0] === 'to-dos',
      });
      const kept = new Set(refused.map(({ key }) => key));
      props.onSelect(new Map([...selection].filter(([key]) => kept.has(key) || !keys.includes(key))));
      if (refused.length === 0) props.onClose();
      else setFailed(refused);
    } catch (error) {
      const problem = asProblem(error);
      setMistakes(problem.errors.length > 0 ? mistakesOf(error) : [{ message: problem.message }]);
    } finally {
      setBusy(false);
    }
  };
  const named = (key: string) => rowName(props.columns, selection.get(key));
  if (failed.length > 0) return <Failures failed={failed} named={named} onClose={props.onClose} />;
  return (
    <Dialog
      open
      title={action.title}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={props.onClose}>取消</Button>
          <Button type="primary" danger={action.danger ?? false} loading={busy} onClick={() => void send()}>
            {action.title}（{keys.length} 行）
          </Button>
        </>
      }
    >
      <ErrorSummary mistakes={mistakes} />
      <p>{(action.confirm ?? '将对所选 {count} 行办理本操作。').replace('{count}', String(keys.length))}</p>
      {left > 0 ? <p className="muted">另有 {left} 行现在不能办理本操作，不在其内。</p> : null}
      {(action.fields ?? []).map((field) => (
        <BulkField
          key={field.name}
          field={field}
          error={mistakeOf(mistakes, field.name)}
          value={values[field.name]}
          onChange={(value) => setValues({ ...values, [field.name]: value })}
        />
      ))}
    </Dialog>
  );
}

type Value = string | number | boolean;

function BulkField(props: {
  field: ActionField;
  error: string | undefined;
  value: Value | undefined;
  onChange: (value: Value) => void;
}) {
  const { field, value, onChange } = props;
  const text = value === undefined ? '' : String(value);
  const limit = field.maxLength === undefined ? {} : { maxLength: field.maxLength };
  return (
    <Field
      name={field.name}
      label={field.title}
      hint={field.hint}
      error={props.error}
      required={field.required ?? false}
    >
      {(control) => {
        switch (field.type) {
          case 'choice':
            return (
              <Select
                {...control}
                className="query-select"
                options={(field.options ?? []).map(({ code, name }) => ({ value: code, label: name }))}
                value={text || null}
                onChange={(code: string) => onChange(code)}
              />
            );
          case 'long-text':
            return (
              <Input.TextArea
                {...control}
                {...limit}
                rows={4}
                value={text}
                onChange={({ target }) => onChange(target.value)}
              />
            );
          case 'day':
            return <DayInput control={control} value={text} onChange={onChange} />;
          case 'integer':
            return (
              <Input
                {...control}
                inputMode="numeric"
                value={text}
                onChange={({ target }) =>
                  onChange(target.value === '' ? '' : Number(target.value.replaceAll(/[^\d-]/g, '')))
                }
              />
            );
          case 'boolean':
            return (
              <Checkbox {...control} checked={value === true} onChange={({ target }) => onChange(target.checked)}>
                是
              </Checkbox>
            );
          default:
            return <Input {...control} {...limit} value={text} onChange={({ target }) => onChange(target.value)} />;
        }
      }}
    </Field>
  );
}
