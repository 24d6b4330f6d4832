import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { AppLink } from '../../../ui/address.tsx';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { Legend, Matrix } from './matrix.tsx';
import { PeriodFields, usePeriod } from './period.tsx';
import { type CardAsk, scorecardQuery } from './scorecard-queries.ts';

const groupings = [
  { value: 'department', label: '部门' },
  { value: 'item', label: '事项' },
  { value: 'region', label: '区划' },
  { value: 'month', label: '月份' },
] as const;

/** The matrix of everything within reach, by department, item, region or month. */
export default function ScorecardsPage() {
  const { from, until, query, set } = usePeriod(2);
  const by = groupings.find(({ value }) => value === query.get('by')) ?? groupings[0];
  const period =
    by.value === 'month' && query.get('from') === null ? { from: lastYear(until), until } : { from, until };
  const ask: CardAsk = { by: by.value, ...period };
  const card = useQuery(scorecardQuery(ask));
  const keys = `?from=${period.from}&until=${period.until}`;
  return (
    <div className="page wide">
      <h1>质量评分卡</h1>
      <section className="sheet stack" aria-busy={card.isFetching} aria-label="评分卡">
        <div className="score-tools">
          <PeriodFields {...period} set={set} />
          <Segmented
            aria-label="按什么分行"
            options={groupings.map(({ value, label }) => ({ value, label: `按${label}` }))}
            value={by.value}
            onChange={(value) => set({ by: value === 'department' ? '' : String(value) })}
          />
        </div>
        <Loaded asked={card} lines={14} height={640}>
          {(shown) =>
            shown.lines.length === 0 ? (
              <p className="muted">这段时间没有收到过数据。请选择更早的月份。</p>
            ) : (
              <>
                <Matrix
                  card={shown}
                  first={by.label}
                  caption={`${shown.from} 至 ${shown.until} 各${by.label}的质量指标`}
                  total
                  name={(line) =>
                    by.value === 'department' && line.key !== '' ? (
                      <AppLink href={`/scorecards/${line.key}${keys}`}>{line.name}</AppLink>
                    ) : (
                      line.name
                    )
                  }
                  filters={(line) =>
                    by.value === 'month' && line.key !== ''
                      ? { from: line.key, until: line.key }
                      : { ...period, ...(line.key !== '' && { [by.value]: line.key }) }
                  }
                />
                <Legend card={shown} />
              </>
            )
          }
        </Loaded>
      </section>
    </div>
  );
}

function lastYear(month: string): string {
  return `${Number(month.slice(0, 4)) - 1}${month.slice(4)}`;
}
