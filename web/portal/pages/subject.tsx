import type { PageView, SectionView } from '@xinheng/contracts/portal.ts';
import { Detail, Link, useFrame } from '../frame.tsx';
import { Banner, Facts, Pager, RecordCard, SubjectCard, SubjectLine, Trail } from '../pieces.tsx';
import { Judged } from './judgement.tsx';

type View<K extends PageView['kind']> = Extract<PageView, { kind: K }>;

const sectionSymbols = { good: '✓', neutral: '●', warning: '!', bad: '✕' } as const;

function Section({ section }: { section: SectionView }) {
  const title = `section-${section.code}`;
  return (
    <section className="section" aria-labelledby={title} id={section.code}>
      <h2 id={title}>
        {section.name}
        <span className="section-count">{section.total} 条</span>
      </h2>
      {section.total === 0 ? (
        <p className="empty">暂无公示信息</p>
      ) : (
        <Detail>
          <p className="meaning">{section.meaning}</p>
        </Detail>
      )}
      {section.records.map((record) => (
        <RecordCard key={record.href} record={record} heading={3} />
      ))}
      {section.allHref ? (
        <p className="section-all">
          <Link href={section.allHref}>
            查看全部 {section.total} 条{section.name}
          </Link>
          <span className="muted">（以上是最近 {section.records.length} 条）</span>
        </p>
      ) : null}
    </section>
  );
}

/** /subjects/{USCC} */
export function Subject({ view }: { view: View<'subject'> }) {
  return (
    <div className="wide">
      <Trail steps={[]} here={view.card.name} />
      <Banner banner={view.banner} />
      <SubjectCard card={view.card}>
        <p className="card-actions">
          <Link href={view.printHref}>打印版</Link>
        </p>
      </SubjectCard>
      <Judged lines={view.judged} href={view.judgedHref} />
      <nav className="contents" aria-label="本页目录">
        <ul>
          {view.sections.map((section) => (
            <li key={section.code} className={section.total > 0 ? `has ${section.tone}` : undefined}>
              <a href={`#${section.code}`}>
                <span aria-hidden="true">{section.total > 0 ? sectionSymbols[section.tone] : '○'}</span>
                {section.name} <strong>{section.total}</strong>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {view.sections.map((section) => (
        <Section key={section.code} section={section} />
      ))}
      <TimeForm view={view} />
      <Detail>
        <p className="muted note">
          对公示内容有异议的，请向“提供部门”提出；公示期满的信息不再显示。公示信息不构成对任何主体的评价或担保。
        </p>
      </Detail>
    </div>
  );
}

function TimeForm({ view }: { view: View<'subject'> }) {
  const { elder } = useFrame();
  if (elder) return null;
  return (
    <details className="history">
      <summary>查看过去某一天的信息</summary>
      <form action={view.card.href} method="get">
        <label htmlFor="asOf">日期</label>
        <input id="asOf" name="asOf" type="date" max={view.today} defaultValue={view.asOf ?? view.today} required />
        <button type="submit">查看</button>
      </form>
    </details>
  );
}

/** /subjects/{USCC}/sections/{section}: one section whole, page by page. */
export function WholeSection({ view }: { view: View<'section'> }) {
  return (
    <div className="wide">
      <Trail steps={[{ href: view.card.href, text: view.card.name }]} here={view.section.name} />
      <Banner banner={view.banner} />
      <h1>{view.section.name}</h1>
      <SubjectLine card={view.card} />
      <p className="result-count">{view.position}</p>
      {view.section.records.map((record) => (
        <RecordCard key={record.href} record={record} heading={2} />
      ))}
      <Pager firstHref={view.firstHref} nextHref={view.nextHref} label={`${view.section.name}翻页`} />
    </div>
  );
}

/** /subjects/{USCC}/print: black on white, one table a section. */
export function Print({ view }: { view: View<'print'> }) {
  return (
    <div className="wide sheet">
      <p className="sheet-tools">
        <Link href={view.card.href}>返回主体页面</Link>
        <span className="muted">用浏览器的“打印”（Ctrl+P）即可打印或存为 PDF。</span>
      </p>
      <Banner banner={view.banner} />
      <SubjectCard card={view.card} />
      {view.sections.map((section) => (
        <PrintSection key={section.code} section={section} />
      ))}
      <p className="sheet-foot">
        {view.position}打印时间 {view.printedAt}。以网站当前公示内容为准。
      </p>
      <Pager nextHref={view.nextHref} label="打印版翻页" />
    </div>
  );
}

function PrintSection({ section }: { section: SectionView }) {
  const title = `print-${section.code}`;
  return (
    <section aria-labelledby={title}>
      <h2 id={title}>
        {section.name}（{section.total} 条）
      </h2>
      {section.records.length === 0 ? (
        <p className="empty">{section.total === 0 ? '暂无公示信息' : '见其他页'}</p>
      ) : (
        <ol className="sheet-records">
          {section.records.map((record) => (
            <li key={record.href}>
              <strong>{record.title}</strong>
              {record.marks.map((mark) => `（${mark.text}）`).join('')}
              <Facts
                className="sheet-facts"
                facts={[
                  { label: '信息项', value: record.item },
                  { label: '提供部门', value: record.department },
                  ...record.dates,
                  { label: '公示至', value: record.shownUntil },
                  ...record.fields,
                ]}
              />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** /subjects/{USCC}/records/{recordKey}: one record whole, with where it came from. */
export function RecordPage({ view }: { view: View<'record'> }) {
  return (
    <div className="wide">
      <Trail steps={[{ href: view.card.href, text: view.card.name }]} here={view.record.item} />
      <h1>{view.record.item}</h1>
      <SubjectLine card={view.card} />
      <Detail>
        <p className="meaning">{view.meaning}</p>
      </Detail>
      <RecordCard record={view.record} heading={2} open />
      <section className="section" aria-labelledby="provenance">
        <h2 id="provenance">这条信息从哪里来</h2>
        <Facts facts={view.provenance} />
        <Detail>
          <p className="muted">依据：{view.legalBasis}</p>
        </Detail>
        {view.challengeHref ? (
          <p className="more">
            <Link href={view.challengeHref}>这条信息有误？提出质疑</Link>
          </p>
        ) : null}
      </section>
      <section className="section" aria-labelledby="versions">
        <h2 id="versions">更正记录</h2>
        {view.earlier.length === 0 ? <p className="empty">这条信息公示以来没有改动</p> : null}
        {view.earlier.map((version) => (
          <article key={version.version} className="version">
            <h3>
              第 {version.version} 版，{version.recordedFrom}收到
            </h3>
            {version.changes.length === 0 ? (
              <p className="muted">与后一版相比，公开的内容没有不同。</p>
            ) : (
              <table>
                <caption className="unseen">第 {version.version} 版与后一版的不同</caption>
                <thead>
                  <tr>
                    <th scope="col">项目</th>
                    <th scope="col">更正前</th>
                    <th scope="col">更正后</th>
                  </tr>
                </thead>
                <tbody>
                  {version.changes.map((change) => (
                    <tr key={change.label}>
                      <th scope="row">{change.label}</th>
                      <td>{change.before}</td>
                      <td>{change.after}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </article>
        ))}
      </section>
    </div>
  );
}
