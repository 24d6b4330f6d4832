import type { ReactNode } from 'react';

export interface FactLine {
  label: string;
  value: ReactNode;
  /** Takes the whole width: long texts. */
  wide?: boolean;
}

/** A description list of label and value; an empty value says so. */
export function Facts(props: { facts: FactLine[]; className?: string }) {
  return (
    <dl className={`facts ${props.className ?? ''}`}>
      {props.facts.map((fact) => (
        <div key={fact.label} className={fact.wide ? 'wide' : undefined}>
          <dt>{fact.label}</dt>
          <dd>{fact.value === null || fact.value === undefined || fact.value === '' ? <Nothing /> : fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A dash that is read out as 无. */
export function Nothing() {
  return (
    <span className="nothing">
      <span aria-hidden="true">—</span>
      <span className="unseen">无</span>
    </span>
  );
}
