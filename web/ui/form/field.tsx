import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';

export interface FieldProps {
  /** Becomes the id of the control, `field-login`; the error summary leads there. */
  name: string;
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** Said of a field whose value was accepted with a change (更正). */
  remark?: string | undefined;
  required?: boolean;
  children: (control: ControlProps) => ReactNode;
}

/** What ties a control to its label, hint and error. */
export interface ControlProps {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
  'aria-required'?: true;
}

/** The id of a field's control. */
export function fieldId(name: string): string {
  return `field-${name}`;
}

/** Label, hint, control and error of one field; the error stands above the control, where a magnifier sees it first. */
export function Field(props: FieldProps) {
  const id = fieldId(props.name);
  const described = [props.error && `${id}-error`, props.remark && `${id}-remark`, props.hint && `${id}-hint`].filter(
    Boolean,
  );
  const control: ControlProps = {
    id,
    ...(described.length > 0 ? { 'aria-describedby': described.join(' ') } : {}),
    ...(props.error ? { 'aria-invalid': true } : {}),
    ...(props.required ? { 'aria-required': true } : {}),
  };
  return (
    <div className={`field${props.error ? ' wrong' : ''}`}>
      <label htmlFor={id} id={`${id}-label`}>
        {props.label}
        {props.required ? (
          <span className="field-required" aria-hidden="true">
            必填
          </span>
        ) : null}
      </label>
      {props.hint ? (
        <p className="field-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      ) : null}
      {props.error ? (
        <p className="field-error" id={`${id}-error`}>
          <span aria-hidden="true">! </span>
          {props.error}
        </p>
      ) : null}
      {props.children(control)}
      {props.remark ? (
        <p className="field-remark" id={`${id}-remark`}>
          <span aria-hidden="true">✎ </span>
          {props.remark}
        </p>
      ) : null}
    </div>
  );
}

export interface FieldMistake {
  /** Name of the field; absent when it is about the whole form. */
  field?: string | undefined;
  message: string;
}

/** All mistakes at the top of the form, each a link to its field; takes the focus when it appears or changes. */
export function ErrorSummary(props: { mistakes: readonly FieldMistake[]; title?: string }) {
  const box = useRef<HTMLElement>(null);
  const text = props.mistakes.map(({ message }) => message).join('\n');
  useEffect(() => {
    if (text) box.current?.focus();
  }, [text]);
  if (props.mistakes.length === 0) return null;
  return (
    <section className="error-summary" role="alert" tabIndex={-1} ref={box} aria-labelledby="error-summary-title">
      <h2 id="error-summary-title">{props.title ?? '请先改正下面的问题'}</h2>
      <ul>
        {props.mistakes.map(({ field, message }) => (
          <li key={`${field ?? ''} ${message}`}>
            {field ? (
              <a
                href={`#${fieldId(field)}`}
                onClick={(event) => {
                  event.preventDefault();
                  focusField(field);
                }}
              >
                {message}
              </a>
            ) : (
              message
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Puts the cursor into a field and brings it into view. */
export function focusField(name: string): void {
  const control = document.getElementById(fieldId(name));
  const target = control?.matches('input, select, textarea, button, [tabindex]')
    ? control
    : control?.querySelector<HTMLElement>('input, select, textarea, button, [tabindex]');
  target?.focus({ preventScroll: true });
  control?.closest('.field')?.scrollIntoView({ block: 'center' });
}
