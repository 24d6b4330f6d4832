import type { ItemField } from '@xinheng/contracts/catalogue-browser.ts';
import type { RowFinding } from '@xinheng/contracts/row-check.ts';
import { Nothing } from '../pieces/facts.tsx';
import type { Row } from './conditions.ts';
import './form.css';

/** 检查您的填写: every answer with a way back to its field, and what the checks will write instead. */
export function Answers(props: {
  fields: readonly ItemField[];
  row: Row;
  /** What was there before, when something is being amended. */
  before?: Row;
  findings: readonly RowFinding[];
  onChange: (field: string) => void;
}) {
  const { row, before } = props;
  return (
    <dl className="answers">
      {props.fields.map((field) => {
        const remarks = props.findings.filter((finding) => finding.field === field.name);
        const text = row[field.name]?.trim();
        return (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>
              {before ? (
                <p>
                  <span className="answer-mark">改前</span>
                  {before[field.name] ? <del>{before[field.name]}</del> : <Nothing />}
                </p>
              ) : null}
              <p>
                {before ? <span className="answer-mark">改后</span> : null}
                {text ? `${text}${field.unit ? ` ${field.unit}` : ''}` : <Nothing />}
              </p>
              {remarks.map((finding) => (
                <p key={finding.rule + finding.message} className="field-remark">
                  <span aria-hidden="true">✎ </span>
                  {finding.message}
                </p>
              ))}
            </dd>
            <dd className="answer-change">
              <button type="button" className="link-button" onClick={() => props.onChange(field.name)}>
                修改<span className="unseen">“{field.label}”</span>
              </button>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
