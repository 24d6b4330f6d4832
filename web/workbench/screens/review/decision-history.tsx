import type { DecisionEntry } from '@xinheng/contracts/pending.ts';
import { AppLink } from '../../../ui/address.tsx';
import { momentText } from '../../../ui/pieces/dates.ts';
import { decisions } from './words.ts';

/** What was decided about the row so far. */
export function DecisionHistory({ entries }: { entries: readonly DecisionEntry[] }) {
  if (entries.length === 0) return null;
  return (
    <section className="sheet" aria-labelledby="decided-title">
      <h2 id="decided-title">处理经过</h2>
      <ol className="events">
        {entries.map((entry) => (
          <li key={entry.decisionId}>
            <p>
              <strong>{decisions[entry.decision]}</strong>　{entry.by}
              {entry.department ? `（${entry.department.name}）` : ''}
              <span className="muted">　{momentText(entry.at)}</span>
            </p>
            {entry.subjectCode ? (
              <p>
                主体 <AppLink href={`/subjects/${entry.subjectCode}`}>{entry.subjectCode}</AppLink>
              </p>
            ) : null}
            {entry.reason ? <p>理由：{entry.reason}</p> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
