import { useQuery } from '@tanstack/react-query';
import type { BatchRowPage, RowCounts, RowOutcome } from '@xinheng/contracts/exchange.ts';
import { useState } from 'react';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { rowsQuery } from './batch-queries.ts';
import { Counts } from './counts.tsx';
import { Pager } from './pager.tsx';
import { RowsTable } from './rows-table.tsx';

interface Kind {
  rule: string;
  title: string;
  rows: number;
}

/** The kinds of error on the page, the most frequent first; each is named by the first column it was found in. */
function kindsOf(page: BatchRowPage): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const row of page.rows) {
    for (const rule of new Set(row.findings.map((finding) => finding.rule))) {
      const first = row.findings.find((finding) => finding.rule === rule);
      const kind = kinds.get(rule) ?? { rule, title: first?.label ?? '整行', rows: 0 };
      kinds.set(rule, { ...kind, rows: kind.rows + 1 });
    }
  }
  return [...kinds.values()].sort((one, other) => other.rows - one.rows);
}

/** The rows of a batch by what became of them, page by page, narrowed to one kind of error. */
export function RowsPart(props: { batch: number; counts: RowCounts; tense: 'trial' | 'done'; first?: RowOutcome }) {
  const [outcome, setOutcome] = useState(props.first);
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [rule, setRule] = useState('');
  const asked = useQuery(rowsQuery(String(props.batch), outcome, cursors.at(-1)));
  const choose = (next: RowOutcome | undefined) => {
    setOutcome(next);
    setCursors([]);
    setRule('');
  };
  return (
    <>
      <Counts counts={props.counts} tense={props.tense} chosen={outcome} onChoose={choose} />
      <Loaded asked={asked} lines={12} height={420}>
        {(page) => (
          <>
            <KindFilter kinds={kindsOf(page)} value={rule} onChange={setRule} />
            <Rows page={page} rule={rule} />
            <Pager
              page={cursors.length + 1}
              onPrevious={cursors.length > 0 ? () => setCursors(cursors.slice(0, -1)) : undefined}
              onNext={page.next ? () => setCursors([...cursors, page.next ?? '']) : undefined}
            />
          </>
        )}
      </Loaded>
    </>
  );
}

function KindFilter(props: { kinds: readonly Kind[]; value: string; onChange: (rule: string) => void }) {
  const { kinds, value, onChange } = props;
  return (
    <p className="batch-kinds">
      <label htmlFor="batch-kind">本页错误种类</label>
      <select
        id="batch-kind"
        className="plain-select"
        value={kinds.some(({ rule }) => rule === value) ? value : ''}
        onChange={({ target }) => onChange(target.value)}
      >
        <option value="">全部</option>
        {kinds.map(({ rule, title, rows }) => (
          <option key={rule} value={rule}>
            {`${rule} ${title}（${rows} 行）`}
          </option>
        ))}
      </select>
    </p>
  );
}

function Rows({ page, rule }: { page: BatchRowPage; rule: string }) {
  const fitting = page.rows.filter((row) => row.findings.some((finding) => finding.rule === rule));
  const rows = rule && fitting.length > 0 ? fitting : page.rows;
  if (rows.length === 0) return <p className="muted">没有这样的行。</p>;
  return <RowsTable page={{ ...page, rows }} label="各行及错误" />;
}
