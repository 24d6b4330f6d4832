import { colourWords, type Figure, type ScoreLine } from '@xinheng/contracts/scorecards.ts';
import type { ReactNode } from 'react';
import { AppLink } from '../../../ui/address.tsx';
import { countText } from '../../../ui/pieces/dates.ts';
import type { ScorecardView, ShownIndicator } from './scorecard-queries.ts';
import './scorecards.css';

/** One decimal; never 100.0% while a single row fails. */
export function shareText(value: number): string {
  const percent = Math.floor(value * 1000) / 10;
  return `${percent.toFixed(1)}%`;
}

/** Where a figure opens to: the rows of the list behind it. */
export function rowsHref(filters: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value) query.set(`f.${name}`, value);
  return `/failing-rows?${query}`;
}

function failingOf({ better }: ShownIndicator, { numerator, denominator }: Figure): number {
  return better === 'higher' ? denominator - numerator : numerator;
}

function FigureCell(props: { figure: Figure; indicator: ShownIndicator; href: string | undefined }) {
  const { figure, indicator, href } = props;
  const { word, mark } = colourWords[figure.colour];
  if (figure.value === null)
    return (
      <td data-title={indicator.name} className="score none">
        <span aria-hidden="true">—</span>
        <span className="unseen">尚无数据</span>
      </td>
    );
  const failing = failingOf(indicator, figure);
  const text = shareText(figure.value);
  const said = `${word}，${countText(figure.numerator)} / ${countText(figure.denominator)}`;
  return (
    <td data-title={indicator.name} className={`score ${figure.colour}`} title={said}>
      <span className="score-mark" aria-hidden="true">
        {mark}
      </span>
      {href && failing > 0 ? (
        <AppLink href={href}>
          {text}
          <span className="unseen">
            ，{said}，打开 {countText(failing)} 处未达标
          </span>
        </AppLink>
      ) : (
        <>
          {text}
          <span className="unseen">，{said}</span>
        </>
      )}
    </td>
  );
}

function ScoreCell({ line }: { line: ScoreLine }) {
  const { word, mark } = colourWords[line.colour];
  return (
    <td data-title="得分" className={`score total ${line.colour}`}>
      {line.score === null ? (
        <>
          <span aria-hidden="true">—</span>
          <span className="unseen">尚无数据</span>
        </>
      ) : (
        <>
          <span className="score-mark" aria-hidden="true">
            {mark}
          </span>
          <b>{line.score.toFixed(1)}</b> <span className="score-word">{word}</span>
        </>
      )}
    </td>
  );
}

/** Lines by indicators: mark and number, the colour only repeats them. */
export function Matrix(props: {
  card: ScorecardView;
  /** Title of the first column. */
  first: string;
  caption: string;
  name: (line: ScoreLine) => ReactNode;
  /** Filters of the rows behind a line's figures. */
  filters: (line: ScoreLine) => Record<string, string | undefined>;
  total?: boolean;
}) {
  const { card, name, filters } = props;
  const row = (line: ScoreLine, header: ReactNode) => (
    <tr key={line.key}>
      <th scope="row">{header}</th>
      <ScoreCell line={line} />
      <td data-title="收到行数" className="number">
        {countText(line.received)}
      </td>
      {card.indicators.map((indicator, at) => {
        const figure = line.figures[at];
        const { opens } = indicator;
        if (!figure) return null;
        const href = opens && rowsHref({ ...filters(line), indicator: opens });
        return <FigureCell key={indicator.code} figure={figure} indicator={indicator} href={href} />;
      })}
    </tr>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="score-scroll" aria-label={props.caption} tabIndex={0}>
      <table className="score-matrix stacking">
        <caption className="unseen">{props.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{props.first}</th>
            <th scope="col">得分</th>
            <th scope="col" className="number">
              收到行数
            </th>
            {card.indicators.map(({ code, name: title, meaning }) => (
              <th key={code} scope="col" title={meaning}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {card.lines.map((line) => row(line, name(line)))}
          {props.total && card.lines.length > 1 ? row(card.total, '合计') : null}
        </tbody>
      </table>
    </section>
  );
}

/** What marks and colours mean, and what each indicator says. */
export function Legend({ card }: { card: ScorecardView }) {
  return (
    <details className="score-legend">
      <summary>指标说明与标记</summary>
      <p>
        {(['good', 'fair', 'poor', 'none'] as const).map((colour) => (
          <span key={colour} className={`score-key ${colour}`}>
            <span aria-hidden="true">{colourWords[colour].mark}</span> {colourWords[colour].word}
          </span>
        ))}
      </p>
      <dl>
        {card.indicators.map(({ code, name, meaning, dimension, points, source }) => (
          <div key={code}>
            <dt>
              {name}
              <span className="muted">
                {' '}
                {dimension}
                {points > 0 ? `，${points} 分` : '，不计分'}
              </span>
            </dt>
            <dd>
              {meaning}。<span className="muted">依据：{source}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className="muted">
        版本 {card.edition}。{card.source}
      </p>
    </details>
  );
}
