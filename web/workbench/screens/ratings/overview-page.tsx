import { useQuery } from '@tanstack/react-query';
import type { ResultCounts } from '@xinheng/contracts/judgement.ts';
import { useMemo, useState } from 'react';
import { AppLink } from '../../../ui/address.tsx';
import { ResultMark } from '../../../ui/detail/result-mark.tsx';
import { countText } from '../../../ui/pieces/dates.ts';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { Chart, colourOf } from './chart.tsx';
import { countsQuery, type Spread, spreadQuery } from './rating-queries.ts';
import './ratings.css';

const percent = (share: number) => `${(share * 100).toFixed(1)}%`;

/** The city by colour and grade: how many, where, in which trades, and how it moves. */
export default function OverviewPage() {
  const counts = useQuery(countsQuery);
  const [scheme, setScheme] = useState<string | null>(null);
  return (
    <div className="page wide">
      <h1>评判总览</h1>
      <Loaded asked={counts} lines={20} height={900}>
        {(all) => {
          const shown = all.find((one) => one.scheme === scheme) ?? all[0];
          if (!shown) return <p className="muted">本市还没有评判方案。</p>;
          return (
            <>
              <nav className="scheme-choice" aria-label="方案">
                {all.map((one) => (
                  <button
                    key={one.scheme}
                    type="button"
                    aria-pressed={one === shown}
                    onClick={() => setScheme(one.scheme)}
                  >
                    {one.title}
                  </button>
                ))}
              </nav>
              <Numbers counts={shown} />
              <Spreads counts={shown} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

function Numbers({ counts }: { counts: ResultCounts }) {
  return (
    <section className="sheet stack" aria-label={counts.title}>
      <p className="muted">
        截至 {counts.asOf}，共评判 {countText(counts.total)} 个主体。规则版本 {counts.edition}。
      </p>
      <ul className="result-tiles">
        {counts.results.map((result) => (
          <li key={result.code}>
            <ResultMark result={result} />
            <AppLink href={`/verdicts?f.scheme=${counts.scheme}&f.result=${result.code}`}>
              <span className="tile-number">{countText(result.subjects)}</span>
            </AppLink>
            <span className="muted">{percent(result.share)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Spreads({ counts }: { counts: ResultCounts }) {
  const spread = useQuery(spreadQuery(counts.scheme));
  return (
    <Loaded asked={spread} lines={14} height={700}>
      {(data) => (
        <>
          <Shares title="按区划" rows={data.regions} counts={counts} filter="region" />
          <Shares
            title="按行业门类"
            rows={data.industries.map((row) => ({ ...row, name: trades[row.name] ?? row.name }))}
            counts={counts}
            filter="industry"
          />
          <Trend rows={data.trend} counts={counts} />
        </>
      )}
    </Loaded>
  );
}

/** 门类 of GB/T 4754-2017. */
const trades: Record<string, string> = {
  ...{ A: '农、林、牧、渔业', B: '采矿业', C: '制造业', D: '电力、热力、燃气及水', E: '建筑业', F: '批发和零售业' },
  ...{ G: '交通运输、仓储和邮政', H: '住宿和餐饮业', I: '信息传输、软件', J: '金融业', K: '房地产业' },
  ...{ L: '租赁和商务服务业', M: '科学研究和技术服务', N: '水利、环境和公共设施', O: '居民服务、修理', P: '教育' },
  ...{ Q: '卫生和社会工作', R: '文化、体育和娱乐', S: '公共管理和社会组织', T: '国际组织' },
};

interface Group {
  value: string | null;
  name: string;
  of: Map<string, number>;
  total: number;
}

function grouped(rows: Spread['regions']): Group[] {
  const groups = new Map<string, Group>();
  for (const { value, name, result, subjects } of rows) {
    const group = groups.get(name) ?? { value, name, of: new Map(), total: 0 };
    group.of.set(result, (group.of.get(result) ?? 0) + subjects);
    group.total += subjects;
    groups.set(name, group);
  }
  return [...groups.values()].sort((a, b) => b.total - a.total);
}

function Shares(props: { title: string; rows: Spread['regions']; counts: ResultCounts; filter: string }) {
  const { title, rows, counts, filter } = props;
  const groups = useMemo(() => grouped(rows), [rows]);
  const option = useMemo(
    () => ({
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
      legend: { bottom: 0 },
      grid: { left: 8, right: 24, top: 8, bottom: 36, containLabel: true },
      xAxis: { type: 'value', max: 100, axisLabel: { formatter: '{value}%' } },
      yAxis: { type: 'category', inverse: true, data: groups.map(({ name }) => name) },
      series: counts.results.map(({ code, name }, at) => ({
        ...{ name, type: 'bar', stack: 'all', itemStyle: { color: colourOf(code, at) } },
        data: groups.map((group) => Number((((group.of.get(code) ?? 0) / group.total) * 100).toFixed(2))),
      })),
    }),
    [groups, counts],
  );
  if (groups.length === 0) return null;
  return (
    <section className="sheet stack" aria-label={title}>
      <h2>{title}</h2>
      <Chart option={option} height={Math.max(200, groups.length * 28 + 60)} label={`${counts.title}${title}的占比`} />
      <details>
        <summary>数据表</summary>
        <table className="rating-table">
          <caption className="unseen">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{title.slice(1)}</th>
              {counts.results.map(({ code, name }) => (
                <th key={code} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group.name}>
                <th scope="row">{group.name}</th>
                {counts.results.map(({ code }) => (
                  <td key={code} className="number">
                    {group.value === null ? (
                      countText(group.of.get(code) ?? 0)
                    ) : (
                      <AppLink
                        href={`/verdicts?f.scheme=${counts.scheme}&f.result=${code}&f.${filter}=${encodeURIComponent(group.value)}`}
                      >
                        {countText(group.of.get(code) ?? 0)}
                      </AppLink>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function Trend({ rows, counts }: { rows: Spread['trend']; counts: ResultCounts }) {
  const days = useMemo(() => [...new Set(rows.map(({ day }) => day))], [rows]);
  const option = useMemo(() => {
    const at = new Map(rows.map(({ day, result, subjects }) => [`${day} ${result}`, subjects]));
    return {
      tooltip: { trigger: 'axis' },
      legend: { bottom: 0 },
      grid: { left: 8, right: 24, top: 16, bottom: 36, containLabel: true },
      xAxis: { type: 'category', data: days },
      yAxis: { type: 'log', min: 1 },
      series: counts.results.map(({ code, name }, n) => ({
        ...{ name, type: 'line', itemStyle: { color: colourOf(code, n) } },
        data: days.map((day) => at.get(`${day} ${code}`) ?? null),
      })),
    };
  }, [rows, days, counts]);
  return (
    <section className="sheet stack" aria-label="走势">
      <h2>走势</h2>
      {days.length < 2 ? (
        <p className="muted">走势由每晚的全量评判留存，至少两晚以后显示。</p>
      ) : (
        <Chart option={option} height={280} label={`${counts.title}走势`} />
      )}
      <p>
        <AppLink href={`/verdict-changes?f.scheme=${counts.scheme}`}>近期结果变动的主体</AppLink>
      </p>
    </section>
  );
}
