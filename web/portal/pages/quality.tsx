import type { PageView, QualityCell, QualityTable } from '@xinheng/contracts/portal.ts';
import type { ReactNode } from 'react';
import { Detail, Link, useFrame } from '../frame.tsx';
import { Badge, Facts, Trail } from '../pieces.tsx';

type View<K extends PageView['kind']> = Extract<PageView, { kind: K }>;

/** /quality and /quality/{department} */
export function Quality({ view }: { view: View<'quality'> }) {
  return (
    <div className="wide">
      {view.back ? <Trail steps={[view.back]} here={view.heading} /> : null}
      <h1>{view.heading}</h1>
      <p className="lead">{view.lead}</p>
      <p className="legend">
        <span className="score good">● 良好</span>
        <span className="score fair">▲ 一般</span>
        <span className="score poor">■ 较差</span>
        <span className="score none">— 尚无数据</span>
      </p>
      {view.tables.length === 0 ? <p className="empty">还没有收到过部门报送的数据</p> : null}
      {view.tables.map((table) => (
        <Scores key={table.caption} table={table} />
      ))}
      <section aria-labelledby="challenges">
        <h2 id="challenges">公众质疑</h2>
        <p>任何人发现公示的信息有误，都可以在该条信息的页面上提出质疑，由提供部门在规定期限内答复。近一年的情况：</p>
        <Facts facts={view.challenges} className="counts" />
      </section>
      <Detail>
        <section aria-labelledby="indicators">
          <h2 id="indicators">指标怎样计算</h2>
          <dl className="indicators">
            {view.indicators.map((indicator) => (
              <div key={indicator.name}>
                <dt>{indicator.name}</dt>
                <dd>
                  {indicator.meaning}。<span className="muted">依据：{indicator.source}</span>
                </dd>
              </div>
            ))}
          </dl>
          <p className="muted">评分卡版本 {view.edition}。没有数据的指标不计分。</p>
        </section>
      </Detail>
    </div>
  );
}

function Scores({ table }: { table: QualityTable }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="scores-scroll" aria-label={table.caption} tabIndex={0}>
      <table className="scores">
        <caption>{table.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{table.first}</th>
            <th scope="col">得分</th>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
            <th scope="col" className="number">
              收到行数
            </th>
          </tr>
        </thead>
        <tbody>
          {table.lines.map((line) => (
            <tr key={line.name}>
              <th scope="row">{line.href ? <Link href={line.href}>{line.name}</Link> : line.name}</th>
              <Cell cell={line.score} />
              {line.cells.map((cell) => (
                <Cell key={cell.label} cell={cell} />
              ))}
              <td className="number">{line.received}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ cell }: { cell: QualityCell }) {
  if (cell.colour === 'none')
    return (
      <td className="score none">
        —<small>{cell.word}</small>
      </td>
    );
  return (
    <td className={`score ${cell.colour}`}>
      {cell.mark} {cell.text}
      <small>{cell.word}</small>
    </td>
  );
}

/** The form in which anybody challenges a published record. */
export function ChallengeForm({ view }: { view: View<'challenge-form'> }) {
  const { elder } = useFrame();
  const { given, faults } = view;
  return (
    <div className="wide">
      <Trail steps={[{ href: view.recordHref, text: view.recordTitle }]} here="提出质疑" />
      <h1>对这条信息提出质疑</h1>
      <p className="lead">
        {view.subject}：{view.recordTitle}。由提供部门在 {view.days} 个工作日内答复，无须登录。
      </p>
      <form method="post" action={elder ? `${view.action}?view=elder` : view.action} className="form" noValidate>
        <Line name="ground" label="理由" fault={faults.ground}>
          {(told) => <Choice {...told} empty="请选择" given={given.ground} options={view.grounds} required />}
        </Line>
        <Line name="field" label="有疑问的内容" fault={faults.field}>
          {(told) => <Choice {...told} empty="整条信息" given={given.field} options={view.fields} />}
        </Line>
        <Line
          name="claim"
          label="说明"
          fault={faults.claim}
          hint={`写明哪里不对、应当是什么，最多 ${view.longest} 字。说明不公开，请不要写身份证号码等个人信息。`}
        >
          {(told) => <textarea {...told} rows={6} maxLength={view.longest} required defaultValue={given.claim} />}
        </Line>
        <Line
          name="contact"
          label="联系方式（可不填）"
          fault={faults.contact}
          hint="手机号、固定电话或电子邮箱，只用于核实，不公开，办结后按期删除。"
        >
          {(told) => <input {...told} type="text" maxLength={60} autoComplete="off" defaultValue={given.contact} />}
        </Line>
        <p className="unseen" aria-hidden="true">
          <label htmlFor="website">此栏请留空</label>
          <input id="website" name="website" type="text" tabIndex={-1} autoComplete="off" />
        </p>
        <button type="submit">提交质疑</button>
      </form>
    </div>
  );
}

/** What ties a control to its label, hint and fault. */
interface Told {
  id: string;
  name: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

function Line(props: {
  name: string;
  label: string;
  hint?: string;
  fault: string | undefined;
  children: (told: Told) => ReactNode;
}) {
  const { name, label, hint, fault } = props;
  const told = [hint && `${name}-hint`, fault && `${name}-error`].filter(Boolean).join(' ');
  return (
    <div className="form-line">
      <label htmlFor={name}>{label}</label>
      {hint ? (
        <p className="hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
      {fault ? (
        <p className="field-error" id={`${name}-error`}>
          {fault}
        </p>
      ) : null}
      {props.children({
        ...{ id: name, name },
        ...(told !== '' && { 'aria-describedby': told }),
        ...(fault && { 'aria-invalid': true as const }),
      })}
    </div>
  );
}

function Choice({
  empty,
  given,
  options,
  ...told
}: Told & { empty: string; given: string; options: readonly { code: string; name: string }[]; required?: boolean }) {
  return (
    <select {...told} defaultValue={given}>
      <option value="">{empty}</option>
      {options.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** /challenges/{receipt}: how it stands; no word of whoever made it. */
export function Challenge({ view }: { view: View<'challenge'> }) {
  return (
    <div className="wide">
      <h1>质疑的办理情况</h1>
      <p>
        <Badge status={view.status} />
      </p>
      <Facts facts={view.facts} />
      {view.answer === null ? (
        <p className="muted">请收藏本页地址，随时查看答复。</p>
      ) : (
        <section aria-labelledby="answer">
          <h2 id="answer">部门答复</h2>
          <p>{view.answer}</p>
          <p className="muted">对答复不服的，可以依法申请行政复议或者提起行政诉讼。</p>
        </section>
      )}
    </div>
  );
}
