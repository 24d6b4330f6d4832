import { useQuery } from '@tanstack/react-query';
import type {
  JudgedGround,
  JudgedIndicator,
  JudgedMetric,
  JudgedRecord,
  JudgedScheme,
  PastVerdict,
  SubjectJudgement,
} from '@xinheng/contracts/judgement.ts';
import { AppLink } from '../address.tsx';
import { api } from '../api/client.ts';
import { Badge } from '../pieces/badge.tsx';
import { momentText } from '../pieces/dates.ts';
import { Loaded } from '../pieces/loaded.tsx';
import type { Clocks } from './clocks.tsx';
import './judgement.css';
import { ResultMark } from './result-mark.tsx';

interface Answer {
  judgement: SubjectJudgement;
  history: PastVerdict[];
}

const pointsText = (points: number) => points.toLocaleString('zh-CN', { maximumFractionDigits: 2 });

/** Everything that is judged of a subject, at two clocks: results, what they rest on, what lifts them, and what was said before. */
export function JudgementTab({ code, clocks }: { code: string; clocks: Clocks }) {
  const asked = useQuery({
    queryKey: ['subject', code, 'judgement', clocks],
    queryFn: ({ signal }) =>
      api<Answer>(`/officer/subjects/${encodeURIComponent(code)}/judgement`, { query: { ...clocks }, signal }),
  });
  return (
    <Loaded asked={asked} lines={16} height={600}>
      {({ judgement, history }) => (
        <div className="stack">
          {judgement.schemes.length === 0 ? <p className="muted">该主体没有适用的评判。</p> : null}
          {judgement.schemes.map((scheme) => (
            <Scheme key={scheme.scheme} scheme={scheme} code={code} />
          ))}
          <History verdicts={history} />
        </div>
      )}
    </Loaded>
  );
}

function Scheme({ scheme, code }: { scheme: JudgedScheme; code: string }) {
  return (
    <section className="judged-scheme stack" aria-label={scheme.title}>
      <h2>{scheme.title}</h2>
      <p className="judged-line">
        <ResultMark result={scheme.result} big />
        {scheme.points === null ? null : (
          <span>
            {pointsText(scheme.points)} 分，满分 {pointsText(scheme.total ?? 0)} 分
          </span>
        )}
        {scheme.since === null ? null : <span className="muted">自 {scheme.since} 起</span>}
        {scheme.publicity === 'internal' ? <Badge tone="neutral">内部使用，不对外公开</Badge> : null}
      </p>
      {scheme.grounds.map((ground) => (
        <Ground key={ground.code} ground={ground} code={code} />
      ))}
      {scheme.lifts.length > 0 ? <h3>怎样变好</h3> : null}
      {scheme.lifts.map((lift) => (
        <div key={lift.result.code} className="judged-reason">
          <p>
            达到 <ResultMark result={lift.result} />
            ，至少需要解除：
          </p>
          <Records records={lift.records} unseen={lift.unseen} code={code} />
          {lift.actions.map((action) => (
            <p key={action}>{action}。</p>
          ))}
          {lift.byItself === null ? null : <p className="muted">什么都不做，{lift.byItself} 起自行达到。</p>}
        </div>
      ))}
      {scheme.changes.length > 0 ? (
        <p className="muted">
          如果没有新的信息：
          {scheme.changes
            .slice(0, 8)
            .map(
              ({ on, result, points }) =>
                `${on} 起${result.name}${points === null ? '' : `（${pointsText(points)} 分）`}`,
            )
            .join('；')}
          。
        </p>
      ) : null}
      {scheme.groups.length > 0 ? <Points scheme={scheme} code={code} /> : null}
      <p className="muted">
        规则版本 {scheme.edition}。{scheme.source}
      </p>
    </section>
  );
}

function Ground({ ground, code }: { ground: JudgedGround; code: string }) {
  return (
    <div className="judged-reason">
      <p>
        <strong>{ground.title}</strong>
        <span className="muted">
          ——按规则为{ground.result}。依据：{ground.source}
        </span>
      </p>
      {ground.metrics.map((metric) => (
        <Metric key={metric.code} metric={metric} code={code} />
      ))}
      {ground.lift === '' ? null : <p>怎样解除：{ground.lift}。</p>}
    </div>
  );
}

function Metric({ metric, code }: { metric: JudgedMetric; code: string }) {
  return (
    <>
      <p>
        {metric.title}：<strong>{pointsText(metric.value)}</strong> <span className="muted">{metric.source}</span>
      </p>
      <Records records={metric.records} unseen={metric.unseen} code={code} />
    </>
  );
}

function Records({ records, unseen, code }: { records: JudgedRecord[]; unseen: number; code: string }) {
  if (records.length === 0 && unseen === 0) return null;
  return (
    <ul className="judged-records">
      {records.map((record) => (
        <li key={record.recordKey}>
          <AppLink href={`/subjects/${code}/records/${record.recordKey}`}>
            {record.itemName} {record.documentNumber ?? record.occurredOn ?? ''}
          </AppLink>{' '}
          <span className="muted">
            {record.departmentName}，{record.first} 起计入，{record.last === null ? '直至解除' : `至 ${record.last}`}
            {record.basis === null ? '' : `；载明依据：${record.basis}`}
          </span>
        </li>
      ))}
      {unseen > 0 ? <li className="muted">另有 {unseen} 条不在您的查看范围内</li> : null}
    </ul>
  );
}

function Points({ scheme, code }: { scheme: JudgedScheme; code: string }) {
  return (
    <table className="judged-points">
      <caption className="unseen">各指标得分</caption>
      <thead>
        <tr>
          <th scope="col">指标</th>
          <th scope="col">计入的信息</th>
          <th scope="col" className="number">
            得分 / 满分
          </th>
        </tr>
      </thead>
      {scheme.groups.map((group) => (
        <tbody key={group.code}>
          <tr>
            <th scope="rowgroup" colSpan={3}>
              {group.title}
            </th>
          </tr>
          {group.indicators.map((indicator) => (
            <Indicator key={indicator.code} indicator={indicator} code={code} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Indicator({ indicator, code }: { indicator: JudgedIndicator; code: string }) {
  const counted = indicator.metrics.filter(({ value }) => value !== 0);
  return (
    <tr>
      <td>{indicator.title}</td>
      <td>
        {counted.length === 0 ? <span className="muted">无</span> : null}
        {counted.map((metric) => (
          <Metric key={metric.code} metric={metric} code={code} />
        ))}
      </td>
      <td className="number">
        {pointsText(indicator.points)} / {pointsText(indicator.full)}
      </td>
    </tr>
  );
}

function History({ verdicts }: { verdicts: PastVerdict[] }) {
  if (verdicts.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="judged-history">
      <h2 id="judged-history">历次评判</h2>
      <ol className="judged-times">
        {verdicts.map((verdict) => (
          <li key={`${verdict.scheme} ${verdict.recordedFrom}`}>
            {verdict.judgedOn}　{verdict.title}：<ResultMark result={verdict.result} />
            {verdict.points === null ? '' : `，${pointsText(verdict.points)} 分`}
            <span className="muted">
              　{verdict.edition}，{momentText(verdict.recordedFrom)} 记入
              {verdict.recordedUntil === null ? '，现行' : ''}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
