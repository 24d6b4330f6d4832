import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReportFigures } from '@xinheng/contracts/scorecards.ts';
import { AppLink } from '../../../ui/address.tsx';
import { api, apiAddress } from '../../../ui/api/client.ts';
import { countText, momentText } from '../../../ui/pieces/dates.ts';
import { Loaded } from '../../../ui/pieces/loaded.tsx';
import { Matrix, rowsHref } from './matrix.tsx';
import type { ScorecardView } from './scorecard-queries.ts';

interface ReportView {
  reportId: string;
  month: string;
  edition: number;
  madeAt: string;
  digest: string;
  bytes: number;
  figures: ReportFigures;
}

/** A monthly report as it was made; its PDF says the same. */
export default function ReportPage() {
  const { reportId = '' } = useParams({ strict: false }) as { reportId?: string };
  const path = `/officer/score-reports/${encodeURIComponent(reportId)}`;
  const report = useQuery({
    queryKey: ['score-reports', reportId],
    queryFn: ({ signal }) => api<ReportView>(path, { signal }),
  });
  return (
    <div className="page wide">
      <h1>{report.data ? `${report.data.figures.name}质量月报（${report.data.month}）` : '质量月报'}</h1>
      <Loaded asked={report} lines={20} height={800}>
        {(shown) => (
          <>
            <section className="sheet stack" aria-label="各事项">
              <div className="score-tools">
                <a className="download" href={apiAddress(`${path}/pdf`)} download>
                  下载 PDF（{countText(Math.ceil(shown.bytes / 1024))} KB）
                </a>
                <span className="muted">{momentText(shown.madeAt)} 生成</span>
              </div>
              <h2>各事项</h2>
              <Lines figures={shown.figures} part="items" />
            </section>
            <section className="sheet stack" aria-label="逐月">
              <h2>逐月</h2>
              <Lines figures={shown.figures} part="months" />
            </section>
            <Reasons figures={shown.figures} />
          </>
        )}
      </Loaded>
    </div>
  );
}

/** The lines of the report in the matrix of the scorecard. */
function Lines({ figures, part }: { figures: ReportFigures; part: 'items' | 'months' }) {
  const { department, month } = figures;
  const known = new Set(figures.indicators.map(({ code }) => code));
  const lean = (line: ReportFigures['total']) => ({
    ...line,
    figures: line.figures.filter(({ indicator }) => known.has(indicator)),
  });
  const card = {
    indicators: figures.indicators.map((one) => ({ ...one, better: 'higher', meaning: '' })),
    lines: figures[part].map(lean),
    total: lean(figures.total),
  } as unknown as ScorecardView;
  return (
    <Matrix
      card={card}
      first={part === 'items' ? '事项' : '月份'}
      caption={part === 'items' ? '各事项的质量指标' : '逐月的质量指标'}
      total={part === 'items'}
      name={({ name }) => name}
      filters={({ key }) =>
        part === 'items'
          ? { department, from: month, until: month, ...(key !== '' && { item: key }) }
          : { department, from: key, until: key }
      }
    />
  );
}

function Reasons({ figures }: { figures: ReportFigures }) {
  const { department, month, reasons } = figures;
  const names = new Map(figures.indicators.map(({ code, name }) => [code, name]));
  const items = new Map(figures.items.map(({ key, name }) => [key, name]));
  if (reasons.length === 0) return null;
  return (
    <section className="sheet stack" aria-labelledby="report-reasons">
      <h2 id="report-reasons">未达标最多的原因</h2>
      <div className="score-scroll">
        <table className="score-matrix">
          <caption className="unseen">未达标最多的原因</caption>
          <thead>
            <tr>
              {['事项', '指标', '规则', '字段'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
              <th scope="col" className="number">
                行数
              </th>
            </tr>
          </thead>
          <tbody>
            {reasons.map(({ indicator, item, rule, field, rows }) => (
              <tr key={`${indicator} ${item} ${rule} ${field}`}>
                <th scope="row">{items.get(item) ?? item}</th>
                <td>{names.get(indicator) ?? indicator}</td>
                <td>{rule}</td>
                <td>{field ?? '—'}</td>
                <td className="number">
                  <AppLink href={rowsHref({ department, item, indicator, rule, from: month, until: month })}>
                    {countText(rows)}
                  </AppLink>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
