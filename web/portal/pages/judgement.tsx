import type {
  CountedMetric,
  CountedRecord,
  CountsView,
  JudgedLine,
  JudgedView,
  PageView,
  ResultView,
} from '@xinheng/contracts/portal.ts';
import { Detail, Link } from '../frame.tsx';
import { Badge, SubjectLine, Trail } from '../pieces.tsx';

type View<K extends PageView['kind']> = Extract<PageView, { kind: K }>;

/** Outlines by the name that the city gives them, on a field of 24 × 24. */
const outlines: Record<string, string> = {
  圆形: 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z',
  三角形: 'M12 2.5L23 21.5H1z',
  菱形: 'M12 1L23 12L12 23L1 12z',
  八边形: 'M7.5 1.5h9l6 6v9l-6 6h-9l-6-6v-9z',
};
const square = 'M3 3h18v18H3z';

/** Shape, colour and word; either of them says it alone. */
export function ResultMark({ result, big }: { result: ResultView; big?: boolean }) {
  return (
    <span className={`result ${result.colour}${big ? ' big' : ''}`}>
      {result.shape === null ? null : (
        <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d={outlines[result.shape] ?? square} />
        </svg>
      )}
      <strong>{result.name}</strong>
    </span>
  );
}

/** The judgement on the subject's own page: results and what they rest on. */
export function Judged({ lines, href }: { lines: JudgedLine[]; href: string }) {
  if (lines.length === 0) return null;
  return (
    <section className="judged" aria-labelledby="judged">
      <h2 id="judged" className="unseen">
        信用评判
      </h2>
      <ul>
        {lines.map((line) => (
          <li key={line.title}>
            <p className="judged-title">{line.title}</p>
            <p>
              <ResultMark result={line.result} /> <span className="muted">{line.note}</span>
            </p>
            {line.grounds.length === 0 ? null : <p className="judged-grounds">事由：{line.grounds.join('；')}</p>}
          </li>
        ))}
      </ul>
      <p className="more">
        <Link href={href}>为什么是这个结果、怎样改善</Link>
      </p>
    </section>
  );
}

/** /subjects/{USCC}/judgement */
export function JudgementPage({ view }: { view: View<'judgement'> }) {
  return (
    <div className="wide judgement">
      <Trail steps={[{ href: view.card.href, text: view.card.name }]} here="信用评判" />
      <h1>信用评判</h1>
      <SubjectLine card={view.card} />
      <p className="lead">截至 {view.asOf}。结果由公开的规则和信息算出，每一项都可以点开核对。</p>
      {view.schemes.length === 0 ? <p className="empty">这个主体没有适用的评判</p> : null}
      {view.schemes.map((scheme) => (
        <Scheme key={scheme.code} scheme={scheme} />
      ))}
      {view.schemes.length === 0 ? null : (
        <form action={view.reportAction} method="post" className="report-form">
          <button type="submit">开具评判报告</button>
          <p className="muted">可打印，附核验码；任何人凭核验码可核对真伪，并看到开具以后有没有变化。</p>
        </form>
      )}
      <Detail>
        <p className="muted note">
          颜色、评价各有各的规则，互不推导。对作为依据的信息有异议的，请点开该条信息提出质疑；信息更正或者修复后，结果随之改变。
        </p>
      </Detail>
    </div>
  );
}

function Scheme({ scheme }: { scheme: JudgedView }) {
  const id = `scheme-${scheme.code}`;
  return (
    <section className="scheme" aria-labelledby={id}>
      <h2 id={id}>{scheme.title}</h2>
      <p className="scheme-result">
        <ResultMark result={scheme.result} big /> <span>{scheme.note}</span>
      </p>
      {scheme.reasons.map((reason) => (
        <article key={reason.title} className="reason">
          <h3>{reason.title}</h3>
          <p className="muted">
            按规则为{reason.result}。依据：{reason.source}
          </p>
          {reason.metrics.map((metric) => (
            <Metric key={metric.title} metric={metric} />
          ))}
          {reason.lift === '' ? null : (
            <p>
              <strong>怎样解除：</strong>
              {reason.lift}。
            </p>
          )}
        </article>
      ))}
      {scheme.reasons.length === 0 && scheme.groups.length === 0 ? <p>没有任何警示事由。</p> : null}
      {scheme.lifts.length === 0 ? null : <Lifts scheme={scheme} />}
      {scheme.changes.length === 0 ? null : (
        <>
          <h3>如果没有新的信息</h3>
          <ul className="changes">
            {scheme.changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </>
      )}
      {scheme.groups.map((group) => (
        <Group key={group.title} group={group} />
      ))}
      <p className="muted">
        规则版本 {scheme.edition}。{scheme.source}
      </p>
    </section>
  );
}

function Lifts({ scheme }: { scheme: JudgedView }) {
  return (
    <>
      <h3>怎样变好</h3>
      <ul className="lifts">
        {scheme.lifts.map((lift) => (
          <li key={lift.result.name}>
            <p>
              达到 <ResultMark result={lift.result} />
              ，至少需要解除：
            </p>
            <Records records={lift.records} unseen={lift.unseen} />
            {lift.actions.map((action) => (
              <p key={action}>{action}。</p>
            ))}
            {lift.byItself === null ? null : <p className="muted">什么都不做，{lift.byItself}起自行达到。</p>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Group({ group }: { group: JudgedView['groups'][number] }) {
  return (
    <>
      <h3>
        {group.title}
        <span className="section-count">{group.points} 分</span>
      </h3>
      <ul className="indicator-list">
        {group.indicators.map((indicator) => (
          <li key={indicator.title}>
            {indicator.metrics.length === 0 ? (
              <p className="indicator-line">
                <span>{indicator.title}</span>
                <span className="number">
                  {indicator.points} / {indicator.full}
                </span>
              </p>
            ) : (
              <details>
                <summary className="indicator-line">
                  <span>{indicator.title}</span>
                  <span className="number">
                    {indicator.points} / {indicator.full}
                  </span>
                </summary>
                {indicator.metrics.map((metric) => (
                  <Metric key={metric.title} metric={metric} />
                ))}
                <p className="muted">依据：{indicator.source}</p>
              </details>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Metric({ metric }: { metric: CountedMetric }) {
  return (
    <div className="metric">
      <p>
        {metric.title}：<strong>{metric.value}</strong>
        <span className="muted">（{metric.source}）</span>
      </p>
      <Records records={metric.records} unseen={metric.unseen} />
    </div>
  );
}

function Records({ records, unseen }: { records: CountedRecord[]; unseen: string | null }) {
  if (records.length === 0 && unseen === null) return null;
  return (
    <ul className="counted">
      {records.map((record) => (
        <li key={record.href}>
          <Link href={record.href}>{record.text}</Link>
          <span className="muted">
            {record.department}，{record.counted}
            {record.basis === null ? '' : `。载明依据：${record.basis}`}
          </span>
        </li>
      ))}
      {unseen === null ? null : <li className="muted">{unseen}</li>}
    </ul>
  );
}

/** /reports/{check code}: as issued, and whether anything has changed since. */
export function JudgementReport({ view }: { view: View<'judgement-report'> }) {
  return (
    <div className="wide judgement report">
      <h1>信用评判报告</h1>
      <SubjectLine card={view.card} />
      <div className="report-check">
        <dl className="facts">
          <div>
            <dt>开具时间</dt>
            <dd>{view.madeAt}</dd>
          </div>
          <div>
            <dt>核验码</dt>
            <dd className="code">{view.checkCode}</dd>
          </div>
          <div className="long">
            <dt>核验地址</dt>
            <dd>{view.address}</dd>
          </div>
          <div className="long">
            <dt>现在核验</dt>
            <dd>
              <Badge status={view.status} />
            </dd>
          </div>
        </dl>
        {view.qr === null ? null : (
          <svg className="qr" viewBox={`0 0 ${view.qr.size} ${view.qr.size}`} role="img" aria-label="核验地址的二维码">
            <path d={view.qr.path} />
          </svg>
        )}
      </div>
      {view.schemes.map((scheme) => (
        <Scheme key={scheme.code} scheme={scheme} />
      ))}
      <p className="muted">
        各项依据的信息见<Link href={`${view.card.href}/judgement`}>信用评判页</Link>。内容摘要（SHA-256）{view.digest}
      </p>
    </div>
  );
}

/** /judgements: how many subjects have which result. */
export function JudgementCounts({ view }: { view: View<'judgement-counts'> }) {
  return (
    <div className="wide">
      <Trail steps={[]} here="信用评判分布" />
      <h1>信用评判分布</h1>
      <p className="lead">截至 {view.asOf}，按现行规则评判的主体数。</p>
      {view.counts.length === 0 ? <p className="empty">还没有评判结果</p> : null}
      {view.counts.map((counts) => (
        <Bars key={counts.title} counts={counts} />
      ))}
      <p className="muted">
        同样的数字可由程序取得：<code>/api/v1/statistics/colours</code>、<code>/api/v1/statistics/grades</code>。
      </p>
    </div>
  );
}

function Bars({ counts }: { counts: CountsView }) {
  return (
    <section aria-label={counts.title}>
      <h2>{counts.title}</h2>
      <table className="bars">
        <caption>共 {counts.total} 个主体</caption>
        <thead className="unseen">
          <tr>
            <th scope="col">结果</th>
            <th scope="col">图示</th>
            <th scope="col">主体数</th>
            <th scope="col">占比</th>
          </tr>
        </thead>
        <tbody>
          {counts.bars.map((bar) => (
            <tr key={bar.result.name}>
              <th scope="row">
                <ResultMark result={bar.result} />
              </th>
              <td className="bar">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                  <rect
                    className={bar.result.colour}
                    width={Math.max(bar.width * 100, bar.width > 0 ? 0.5 : 0)}
                    height="8"
                  />
                </svg>
              </td>
              <td className="number">{bar.subjects}</td>
              <td className="number">{bar.share}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">
        规则版本 {counts.edition}。{counts.source}
      </p>
    </section>
  );
}
