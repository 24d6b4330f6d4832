import { useQuery } from '@tanstack/react-query';
import type { Days, HistoryLine } from '@xinheng/contracts/organisation.ts';
import { momentText } from '../../../ui/pieces/dates.ts';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { historyQuery } from './organisation-queries.ts';

const things: Record<HistoryLine['thing'], string> = {
  organisation: '机构',
  person: '人员',
  post: '任职',
  duty: '职责',
};

/** 2026-01-01 起，2026-12-31 前. */
export function daysText({ from, until }: Days): string {
  const parts = [from && `${from} 起`, until && `至 ${until}（不含）`].filter(Boolean);
  return parts.length > 0 ? parts.join('，') : '长期';
}

/** What was so from when until when, and when that became known and through whom: newest knowledge first. */
export function HistoryPart({ thing }: { thing: string }) {
  const asked = useQuery(historyQuery(thing));
  return (
    <Loaded asked={asked} lines={8} height={300}>
      {({ lines }) =>
        lines.length === 0 ? (
          <p className="muted">没有历史。</p>
        ) : (
          <ol className="history">
            {lines.map((line) => (
              <Line
                key={`${line.thing} ${line.key} ${line.from ?? ''} ${line.recordedFrom} ${line.recordedUntil ?? ''}`}
                line={line}
              />
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}

function Line({ line }: { line: HistoryLine }) {
  const past = line.recordedUntil !== undefined;
  return (
    <li className={past ? 'past' : undefined}>
      <p className="history-days">
        <strong>{daysText(line)}</strong>
        <span className="muted">{things[line.thing]}</span>
      </p>
      <p>
        {line.facts.map(({ title, value }) => (
          <span key={title} className="history-fact">
            <span className="muted">{title}</span> {value}
          </span>
        ))}
      </p>
      <p className="muted">
        {line.recordedBy}于 {momentText(line.recordedFrom)} 登记
        {line.reason ? `，理由：${line.reason}` : ''}
        {line.recordedUntil ? `；${momentText(line.recordedUntil)} 起已被更正` : ''}
      </p>
    </li>
  );
}
