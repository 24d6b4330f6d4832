import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ScoreLine } from '@xinheng/contracts/scorecards.ts';
import { EmbeddedList } from '../../../ui/list/embedded-list.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { Legend, Matrix } from './matrix.tsx';
import { PeriodFields, usePeriod } from './period.tsx';
import { scorecardQuery } from './scorecard-queries.ts';

/** One department: its items, its months, its rhythms. */
export default function DepartmentPage() {
  const { department = '' } = useParams({ strict: false }) as { department?: string };
  const { from, until, set } = usePeriod(11);
  const overall = useQuery(scorecardQuery({ by: 'department', from, until, department }));
  const items = useQuery(scorecardQuery({ by: 'item', from, until, department }));
  const months = useQuery(scorecardQuery({ by: 'month', from, until, department }));
  const [line] = overall.data?.lines ?? [];
  return (
    <div className="page wide">
      <h1>{line?.name ?? '部门评分卡'}</h1>
      <section className="sheet stack" aria-labelledby="score-items">
        <div className="score-tools">
          <PeriodFields from={from} until={until} set={set} />
          {line ? <Headline line={line} /> : null}
        </div>
        <h2 id="score-items">各事项</h2>
        <Loaded asked={items} lines={6} height={260}>
          {(card) =>
            card.lines.length === 0 ? (
              <p className="muted">这段时间没有收到这个部门的数据。</p>
            ) : (
              <>
                <Matrix
                  card={card}
                  first="事项"
                  caption="各事项的质量指标"
                  total
                  name={({ name }) => name}
                  filters={({ key }) => ({ department, from, until, ...(key !== '' && { item: key }) })}
                />
                <Legend card={card} />
              </>
            )
          }
        </Loaded>
      </section>
      <section className="sheet stack" aria-labelledby="score-months">
        <h2 id="score-months">逐月走势</h2>
        <Loaded asked={months} lines={6} height={260}>
          {(card) =>
            card.lines.length === 0 ? (
              <p className="muted">还没有可比较的月份。</p>
            ) : (
              <>
                <Trend lines={card.lines} />
                <Matrix
                  card={card}
                  first="月份"
                  caption="逐月的质量指标"
                  name={({ name }) => name}
                  filters={({ key }) => ({ department, from: key, until: key })}
                />
              </>
            )
          }
        </Loaded>
      </section>
      <section className="sheet stack" aria-labelledby="score-rhythm">
        <h2 id="score-rhythm">报送节律</h2>
        <EmbeddedList list="feeds" filters={{ department }} />
      </section>
    </div>
  );
}

function Headline({ line }: { line: ScoreLine }) {
  return (
    <p className={`score-headline ${line.colour}`}>
      {line.score === null ? (
        '尚无可计分的数据'
      ) : (
        <>
          得分 <b>{line.score.toFixed(1)}</b>
        </>
      )}
    </p>
  );
}

const [width, height] = [720, 120];

/** The score by month as a line; the table below says the same in numbers. */
function Trend({ lines }: { lines: readonly ScoreLine[] }) {
  const scored = lines.flatMap(({ key, score }) => (score === null ? [] : [{ key, score }]));
  if (scored.length < 2) return null;
  const lowest = Math.min(60, ...scored.map(({ score }) => score));
  const at = scored.map(({ key, score }, i) => ({
    key,
    score,
    x: 24 + (i * (width - 48)) / (scored.length - 1),
    y: 24 + ((100 - score) * (height - 52)) / (100 - lowest),
  }));
  return (
    <svg className="score-trend" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <polyline points={at.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {at.map(({ key, score, x, y }) => (
        <g key={key}>
          <circle cx={x} cy={y} r="4" />
          <text x={x} y={y - 10}>
            {score.toFixed(0)}
          </text>
          <text x={x} y={height - 6} className="score-month">
            {key.slice(2)}
          </text>
        </g>
      ))}
    </svg>
  );
}
