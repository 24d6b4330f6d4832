import type { BatchRow, BatchRowPage, CellFinding } from '@xinheng/contracts/exchange.ts';
import { AppLink } from '../../../ui/address.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { Nothing } from '../../../ui/pieces/facts.tsx';
import { findingWords, outcomeWords } from './words.ts';

/** The rows of the file as it has them, each error beside its cell. */
export function RowsTable({ page, label }: { page: BatchRowPage; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="batch-rows" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">行</th>
            <th scope="col">结果</th>
            {page.columns.map(({ title, field }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a file may have two columns of one title; they never move
              <th key={index} scope="col">
                {title}
                {field ? null : <span className="muted">（不读取）</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.rows.map((row) => (
            <Row key={row.row} row={row} columns={page.columns.length} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row, columns }: { row: BatchRow; columns: number }) {
  const { name, tone } = outcomeWords[row.outcome];
  const whole = row.findings.filter(({ column }) => column === null || column >= columns);
  return (
    <tr>
      <th scope="row">{row.row}</th>
      <td className="batch-verdict">
        <Badge tone={tone}>{name}</Badge>
        {row.change === 'changed' ? <span className="muted">内容有变化</span> : null}
        {row.subject ? (
          <AppLink href={`/subjects/${row.subject.subjectCode}`}>{row.subject.name ?? row.subject.subjectCode}</AppLink>
        ) : null}
        {whole.map((finding) => (
          <Finding key={`${finding.rule} ${finding.message}`} finding={finding} />
        ))}
      </td>
      {Array.from({ length: columns }, (_, index) => {
        const findings = row.findings.filter(({ column }) => column === index);
        const tones = findings.map(({ outcome }) => findingWords[outcome].tone);
        const worst = tones.includes('bad') ? 'bad' : tones.includes('warning') ? 'warning' : tones[0];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a file never move
          <td key={index} className={worst ? `cell-${worst}` : undefined}>
            {row.cells[index] || <Nothing />}
            {findings.map((finding) => (
              <Finding key={`${finding.rule} ${finding.message}`} finding={finding} />
            ))}
          </td>
        );
      })}
    </tr>
  );
}

function Finding({ finding }: { finding: CellFinding }) {
  const { tone } = findingWords[finding.outcome];
  return (
    <p className={`finding ${tone}`}>
      <span aria-hidden="true">{tone === 'good' ? '✎ ' : '! '}</span>
      {finding.message}
      {finding.suggestion ? <span className="finding-more">可改为：{finding.suggestion}</span> : null}
      {finding.outcome === 'corrected' && finding.after ? (
        <span className="finding-more">已按“{finding.after}”处理</span>
      ) : null}
    </p>
  );
}
