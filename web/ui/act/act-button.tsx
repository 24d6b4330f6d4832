import type { NamedCode } from '@xinheng/contracts/workbench.ts';
import { Button } from 'antd';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { ErrorSummary, type FieldMistake } from '../form/field.tsx';
import { mistakesOf } from '../form/mistakes.ts';
import { Dialog } from '../pieces/dialog.tsx';
import { say } from '../pieces/toasts.tsx';
import { ActFields } from './act-fields.tsx';

/** A question that an act asks before it is done. */
export interface ActField {
  name: string;
  label: string;
  kind: 'text' | 'long-text' | 'day' | 'choice' | 'choices' | 'integer';
  required?: boolean;
  options?: readonly NamedCode[];
  hint?: string;
  initial?: string | readonly string[];
  maxLength?: number;
}

/** Answers by the name of the field: text, or codes of `choices`. What was left empty is an empty text. */
export type ActValues = Record<string, string | readonly string[]>;

/** The reason that every change of the organisation and of an account is written down with. */
export const reasonField: ActField = {
  name: 'reason',
  label: '理由',
  kind: 'long-text',
  required: true,
  maxLength: 500,
};

export interface ActButtonProps<T> {
  label: string;
  /** Heading of the dialog; the label when left out. */
  title?: string;
  /** What will happen, in a sentence or two. */
  intro?: ReactNode;
  fields?: readonly ActField[];
  danger?: boolean;
  primary?: boolean;
  disabled?: boolean;
  wide?: boolean;
  send: (values: ActValues) => Promise<T>;
  /** Said when it is done; left out when `onDone` shows it. */
  said?: string;
  onDone?: (answer: T) => void;
}

function initialOf(fields: readonly ActField[]): ActValues {
  return Object.fromEntries(fields.map(({ name, kind, initial }) => [name, initial ?? (kind === 'choices' ? [] : '')]));
}

function mistakesIn(fields: readonly ActField[], values: ActValues): FieldMistake[] {
  return fields
    .filter(({ name, required }) => required && (values[name] ?? '').length === 0)
    .map(({ name, label, kind }) => ({
      field: name,
      message: `请${kind === 'text' || kind === 'long-text' || kind === 'integer' ? '填写' : '选择'}“${label}”`,
    }));
}

/** A button that asks what has to be asked, does it, and says what has been done or what stood against it. */
export function ActButton<T>(props: ActButtonProps<T>) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        danger={props.danger ?? false}
        type={props.primary ? 'primary' : 'default'}
        disabled={props.disabled ?? false}
        onClick={() => setOpen(true)}
      >
        {props.label}
      </Button>
      {open ? <ActDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function trimmed(values: ActValues): ActValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
  );
}

function ActDialog<T>(props: ActButtonProps<T> & { onClose: () => void }) {
  const { fields = [], onClose } = props;
  const form = useId();
  const [values, setValues] = useState<ActValues>(() => initialOf(fields));
  const [mistakes, setMistakes] = useState<FieldMistake[]>([]);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const asked = trimmed(values);
    const wrong = mistakesIn(fields, asked);
    setMistakes(wrong);
    if (wrong.length > 0) return;
    setBusy(true);
    try {
      const answer = await props.send(asked);
      if (props.said) say(props.said);
      onClose();
      props.onDone?.(answer);
    } catch (error) {
      setMistakes(mistakesOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      title={props.title ?? props.label}
      onClose={onClose}
      width={props.wide ? 'wide' : 'narrow'}
      footer={
        <>
          <Button onClick={onClose}>取消</Button>
          <Button form={form} htmlType="submit" type="primary" danger={props.danger ?? false} loading={busy}>
            {props.label}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} noValidate>
        <ErrorSummary mistakes={mistakes} title="没有办成" />
        {props.intro ? <div className="act-intro">{props.intro}</div> : null}
        <ActFields
          fields={fields}
          values={values}
          mistakes={mistakes}
          onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
        />
      </form>
    </Dialog>
  );
}
