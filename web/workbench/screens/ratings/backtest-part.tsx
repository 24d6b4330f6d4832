import { AppLink } from '../../../ui/address.tsx';
import { Badge } from '../../../ui/pieces/badge.tsx';
import { countText, momentText } from '../../../ui/pieces/dates.ts';
import type { Backtest, EditionFile } from './rating-queries.ts';

const dimensions: Record<string, string> = { region: '区划', industry: '行业门类', size: '注册资本' };

/** Whom a draft would move: a matrix of today, breakdowns, samples, and the same for earlier quarters. */
export function BacktestPart({ file, backtest }: { file: EditionFile; backtest: Backtest }) {
  const names = new Map<string, string>(file.body.results.map(({ code, name }) => [code, name]));
  const nameOf = (code: string | null) => (code === null ? '不适用' : (names.get(code) ?? code));
  return (
    <section className="sheet stack" aria-label="回测">
      <h2>回测</h2>
      <p>
        {backtest.state === 'waiting' ? <Badge tone="neutral">正在回测</Badge> : null}
        {backtest.state === 'failed' ? <Badge tone="bad">{backtest.fault ?? '没有完成'}</Badge> : null}
        {backtest.state === 'done' && !backtest.current ? <Badge tone="warning">内容已改动，请重新回测</Badge> : null}
        {backtest.doneAt === null ? null : (
          <span className="muted">
            　{momentText(backtest.doneAt)} 完成，对照版本 {backtest.against}
          </span>
        )}
      </p>
      {backtest.state === 'done' ? <Results backtest={backtest} nameOf={nameOf} /> : null}
    </section>
  );
}

type Named = { backtest: Backtest; nameOf: (code: string | null) => string };

function Results({ backtest, nameOf }: Named) {
  const days = [...new Set(backtest.counts.map(({ judgedOn }) => judgedOn))];
  const [today, ...earlier] = days;
  const moved = (day: string | undefined) =>
    backtest.counts
      .filter(({ judgedOn, before, after }) => judgedOn === day && before !== after)
      .reduce((sum, { subjects }) => sum + subjects, 0);
  return (
    <>
      <Moves backtest={backtest} nameOf={nameOf} day={today ?? ''} />
      <Breakdown backtest={backtest} nameOf={nameOf} />
      <Sample backtest={backtest} nameOf={nameOf} />
      <details>
        <summary>以往 {earlier.length} 个季度末</summary>
        <table className="rating-table">
          <caption className="unseen">以往各季度末变动的主体数</caption>
          <tbody>
            {earlier.map((day) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                <td>变动 {countText(moved(day))} 个主体</td>
                <td>
                  {backtest.counts
                    .filter(({ judgedOn, before, after }) => judgedOn === day && before !== after)
                    .map(({ before, after, subjects }) => `${nameOf(before)} → ${nameOf(after)} ${countText(subjects)}`)
                    .join('；')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

function Moves({ backtest, nameOf, day }: Named & { day: string }) {
  const rows = backtest.counts.filter(({ judgedOn }) => judgedOn === day);
  const moved = rows.filter(({ before, after }) => before !== after);
  return (
    <>
      <h3>谁从哪里到哪里（{day}）</h3>
      {moved.length === 0 ? <p>没有主体的结果改变。</p> : null}
      <div className="rating-scroll">
        <table className="rating-table">
          <caption className="unseen">按现行版本与本版本评判的主体数</caption>
          <thead>
            <tr>
              <th scope="col">现行</th>
              <th scope="col">本版本</th>
              <th scope="col" className="number">
                主体数
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ before, after, subjects }) => (
              <tr key={`${before} ${after}`} className={before === after ? undefined : 'moved'}>
                <td>{nameOf(before)}</td>
                <td>
                  {before === after ? '' : '→ '}
                  {nameOf(after)}
                </td>
                <td className="number">{countText(subjects)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Breakdown({ backtest, nameOf }: Named) {
  return Object.entries(dimensions).map(([by, title]) => {
    const rows = backtest.breakdown.filter((row) => row.by === by);
    if (rows.length === 0) return null;
    return (
      <details key={by}>
        <summary>变动主体按{title}</summary>
        <table className="rating-table">
          <caption className="unseen">变动主体按{title}</caption>
          <tbody>
            {rows.map(({ value, before, after, subjects }) => (
              <tr key={`${value} ${before} ${after}`}>
                <th scope="row">{value ?? '未登记'}</th>
                <td>
                  {nameOf(before)} → {nameOf(after)}
                </td>
                <td className="number">{countText(subjects)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    );
  });
}

function Sample({ backtest, nameOf }: Named) {
  if (backtest.sample.length === 0) return null;
  return (
    <details>
      <summary>抽样核看 {backtest.sample.length} 个：只凭一项事由变动的主体</summary>
      <ul>
        {backtest.sample.map((one) => (
          <li key={one.subjectCode}>
            <AppLink href={`/subjects/${one.subjectCode}`}>{one.name}</AppLink> {nameOf(one.before)} →{' '}
            {nameOf(one.after)}
          </li>
        ))}
      </ul>
    </details>
  );
}
