import type {
  CardView,
  ClockBanner,
  Fact,
  LatestRecord,
  RecordSummary,
  StatusView,
  SupplyLine,
  Tone,
} from '@xinheng/contracts/portal.ts';
import type { ReactNode } from 'react';
import { Detail, Link, useFrame } from './frame.tsx';

const symbols: Record<Tone, string> = { good: '✓', neutral: '●', warning: '!', bad: '✕' };

/** Symbol and word; the colour only repeats them. */
export function Badge(props: { status: StatusView }) {
  const { text, tone } = props.status;
  return (
    <span className={`badge ${tone}`}>
      <span className="badge-symbol" aria-hidden="true">
        {symbols[tone]}
      </span>
      {text}
    </span>
  );
}

/** The search form. `big` is the home page's. */
export function SearchForm(props: { query?: string; big?: boolean; label: string }) {
  const { elder, errors } = useFrame();
  const wrong = errors?.find((error) => error.href === '#q');
  return (
    <search>
      <form className={props.big ? 'search big' : 'search'} action="/search" method="get">
        <label htmlFor="q">{props.label}</label>
        {wrong ? (
          <p className="field-error" id="q-error">
            <span aria-hidden="true">! </span>
            {wrong.text}
          </p>
        ) : null}
        <div className="search-row">
          <input
            id="q"
            name="q"
            type="text"
            inputMode="search"
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            defaultValue={props.query ?? ''}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? 'q-error q-hint' : 'q-hint'}
          />
          <button type="submit">查询</button>
        </div>
        {elder ? <input type="hidden" name="view" value="elder" /> : null}
        <p className="hint" id="q-hint">
          {elder
            ? '输入名称中的两个字，或统一社会信用代码'
            : '名称中任意两个字以上、统一社会信用代码（可只输前几位）或名称的拼音首字母'}
        </p>
      </form>
    </search>
  );
}

/** Whether a value needs the whole line: more than 17 characters, of which Latin ones are half as wide. */
function isLong(value: string): boolean {
  return [...value].reduce((width, letter) => width + (letter > '\u2fff' ? 1 : 0.55), 0) > 17;
}

/** A description list of label and value. */
export function Facts(props: { facts: Fact[]; className?: string }) {
  return (
    <dl className={props.className ?? 'facts'}>
      {props.facts.map((fact) => (
        <div key={fact.label} className={isLong(fact.value) ? 'long' : undefined}>
          <dt>{fact.label}</dt>
          <dd>{fact.href ? <Link href={fact.href}>{fact.value}</Link> : fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** 首页 › … › here. */
export function Trail(props: { steps: { href: string; text: string }[]; here: string }) {
  return (
    <nav className="trail" aria-label="当前位置">
      <ol>
        {[{ href: '/', text: '首页' }, ...props.steps].map((step) => (
          <li key={step.href}>
            <Link href={step.href}>{step.text}</Link>
          </li>
        ))}
        <li aria-current="page">{props.here}</li>
      </ol>
    </nav>
  );
}

/** One record as a card; `heading` keeps the outline of the page whole. */
export function RecordCard(props: { record: RecordSummary; heading: 2 | 3; open?: boolean }) {
  const { record } = props;
  const Heading = props.heading === 2 ? 'h2' : 'h3';
  return (
    <article className="record">
      <div className="record-head">
        <Heading>{props.open ? record.title : <Link href={record.href}>{record.title}</Link>}</Heading>
        {record.marks.map((mark) => (
          <Badge key={mark.text} status={mark} />
        ))}
      </div>
      <Facts
        className="record-dates"
        facts={[
          ...(record.documentNumber === null ? [] : [{ label: '信息项', value: record.item, href: record.itemHref }]),
          ...(record.documentNumber && record.documentNumber !== record.title
            ? [{ label: '文书号', value: record.documentNumber }]
            : []),
          { label: '提供部门', value: record.department, href: record.departmentHref },
          ...record.dates,
          { label: '公示至', value: record.shownUntil },
        ]}
      />
      {record.fields.length > 0 ? <Facts facts={record.fields} className="record-fields" /> : null}
      {props.open ? null : (
        <p className="record-more">
          <Link href={record.href}>
            {record.cut ? '查看全文和来源' : '查看全部内容和来源'}
            <span className="unseen">：{record.title}</span>
          </Link>
        </p>
      )}
    </article>
  );
}

/** The identity card of a subject; the page's <h1> is in it. */
export function SubjectCard(props: { card: CardView; children?: ReactNode }) {
  const { card } = props;
  return (
    <section className="card" aria-labelledby="subject-name">
      <p className="card-kind">{card.kind}</p>
      <h1 id="subject-name">{card.name}</h1>
      <p className="card-code">
        <span className="card-code-label">统一社会信用代码</span>
        <span className="code">{card.code}</span>
      </p>
      <p className="card-status">
        <Badge status={card.status} />
        <Detail>
          <span className="muted">{card.statusMeaning}</span>
        </Detail>
      </p>
      <Facts facts={card.facts} />
      <p className="card-updated">更新于 {card.updatedAt}</p>
      {props.children}
    </section>
  );
}

/** The smaller card on pages below a subject; the <h1> is the page's own. */
export function SubjectLine(props: { card: CardView }) {
  const { card } = props;
  return (
    <p className="subject-line">
      <Link href={card.href}>{card.name}</Link>
      <span className="code">{card.code}</span>
      <Badge status={card.status} />
    </p>
  );
}

export function Banner(props: { banner: ClockBanner | undefined }) {
  if (!props.banner) return null;
  return (
    <section className="banner" aria-label="历史时点提示">
      <p>
        <span className="banner-symbol" aria-hidden="true">
          ↺
        </span>
        {props.banner.text}
      </p>
      <Link href={props.banner.nowHref}>查看现在的信息</Link>
    </section>
  );
}

/** Keyset paging: only forward and back to the start, as the cursor knows no page numbers. */
export function Pager(props: { firstHref?: string | undefined; nextHref?: string | undefined; label: string }) {
  if (!props.firstHref && !props.nextHref) return null;
  return (
    <nav className="pager" aria-label={props.label}>
      {props.firstHref ? <Link href={props.firstHref}>« 回到第一页</Link> : <span />}
      {props.nextHref ? (
        <Link href={props.nextHref} className="pager-next">
          下一页 »
        </Link>
      ) : null}
    </nav>
  );
}

/** Names with counts, each a link. */
export function SupplyList(props: { lines: SupplyLine[]; unit: string }) {
  return (
    <ul className="supply">
      {props.lines.map((line) => (
        <li key={line.code}>
          <Link href={line.href}>{line.name}</Link>
          <span className="supply-count">
            {line.count.toLocaleString('en-US')} {props.unit}
          </span>
          {line.note ? (
            <Detail>
              <span className="supply-note">{line.note}</span>
            </Detail>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** The newest public records of a department or an item. */
export function LatestList(props: { latest: LatestRecord[]; show: 'item' | 'department' }) {
  if (props.latest.length === 0) return <p className="empty">暂无公示信息</p>;
  return (
    <ul className="latest">
      {props.latest.map((line) => (
        <li key={line.href}>
          <Link href={line.subjectHref} className="latest-subject">
            {line.subject}
          </Link>
          <span className="latest-what">
            <Link href={line.href}>{line.documentNumber ?? (props.show === 'item' ? line.item : '查看记录')}</Link>
          </span>
          <span className="muted">
            {props.show === 'item' ? line.item : line.department} <span className="whole">{line.date}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
