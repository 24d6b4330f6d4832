import type { PageView } from '@xinheng/contracts/portal.ts';
import { Detail, Link } from '../frame.tsx';
import { Facts, LatestList, Pager, SupplyList, Trail } from '../pieces.tsx';

type View<K extends PageView['kind']> = Extract<PageView, { kind: K }>;

/** /departments */
export function Departments({ view }: { view: View<'departments'> }) {
  return (
    <div className="wide">
      <h1>按部门看</h1>
      <Detail>
        <p className="lead">每条公示信息都由一个部门提供，并由它对真实、准确负责。</p>
      </Detail>
      <section aria-labelledby="city">
        <h2 id="city">市级部门</h2>
        <SupplyList lines={view.city} unit="条" />
      </section>
      {view.county.length > 0 ? (
        <section aria-labelledby="county">
          <h2 id="county">区县部门</h2>
          <SupplyList lines={view.county} unit="条" />
        </section>
      ) : null}
    </div>
  );
}

/** /departments/{code} */
export function Department({ view }: { view: View<'department'> }) {
  return (
    <div className="wide">
      <Trail steps={[{ href: '/departments', text: '按部门看' }]} here={view.name} />
      <h1>{view.name}</h1>
      <section aria-labelledby="supplies">
        <h2 id="supplies">提供哪些信息</h2>
        {view.items.length === 0 ? <p className="empty">暂无公示信息</p> : <SupplyList lines={view.items} unit="条" />}
      </section>
      <section aria-labelledby="latest">
        <h2 id="latest">最近的公示信息</h2>
        <LatestList latest={view.latest} show="item" />
        <Pager firstHref={view.firstHref} nextHref={view.nextHref} label="公示信息翻页" />
      </section>
    </div>
  );
}

/** /items */
export function Items({ view }: { view: View<'items'> }) {
  return (
    <div className="wide">
      <h1>按信息项看</h1>
      <Detail>
        <p className="lead">公示哪些信息、公示多久，由信息目录规定。目录以外的信息不收集、不公示。</p>
      </Detail>
      {view.sections.map((section) => (
        <section key={section.name} aria-labelledby={`of-${section.name}`}>
          <h2 id={`of-${section.name}`}>{section.name}</h2>
          <Detail>
            <p className="meaning">{section.meaning}</p>
          </Detail>
          <SupplyList lines={section.items} unit="条" />
        </section>
      ))}
    </div>
  );
}

/** /items/{code} */
export function Item({ view }: { view: View<'item'> }) {
  return (
    <div className="wide">
      <Trail steps={[{ href: '/items', text: '按信息项看' }]} here={view.name} />
      <h1>{view.name}</h1>
      <Detail>
        <p className="lead">{view.meaning}</p>
      </Detail>
      <Facts facts={view.facts} />
      <section aria-labelledby="windows">
        <h2 id="windows">公示多久</h2>
        {view.windows.map((window) => (
          <div key={window.heading} className="window">
            <h3>{window.heading}</h3>
            <ul>
              {window.sentences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
            <Detail>
              <p className="muted">依据：{window.source}</p>
            </Detail>
          </div>
        ))}
      </section>
      <Detail>
        <section aria-labelledby="fields">
          <h2 id="fields">公开哪些内容</h2>
          <ul className="fields">
            {view.fields.map((field) => (
              <li key={field.label}>
                {field.label}
                {field.note ? <span className="muted">（{field.note}）</span> : null}
              </li>
            ))}
          </ul>
        </section>
      </Detail>
      <section aria-labelledby="latest">
        <h2 id="latest">最近的公示信息</h2>
        <LatestList latest={view.latest} show="department" />
        <Pager firstHref={view.firstHref} nextHref={view.nextHref} label="公示信息翻页" />
      </section>
    </div>
  );
}

/** /statistics */
export function Statistics({ view }: { view: View<'statistics'> }) {
  return (
    <div className="wide">
      <h1>公示统计</h1>
      <p className="lead">截至 {view.asOf}</p>
      <Facts facts={view.totals} className="counts" />
      <p className="more">
        <Link href="/judgements">信用评判分布</Link>
      </p>
      <p>
        <a href="/statistics.csv" className="download" download>
          下载统计表（CSV，可用表格软件打开）
        </a>
      </p>
      <table className="statistics">
        <caption>各部门提供的各信息项条数</caption>
        <thead>
          <tr>
            <th scope="col">信息项</th>
            <th scope="col">部门</th>
            <th scope="col" className="number">
              条数
            </th>
            <th scope="col">最近更新</th>
          </tr>
        </thead>
        <tbody>
          {view.rows.map((row) => (
            <tr key={row.item + row.department}>
              <th scope="row">
                <Link href={row.itemHref}>{row.item}</Link>
              </th>
              <td data-label="部门">
                <Link href={row.departmentHref}>{row.department}</Link>
              </td>
              <td data-label="条数" className="number">
                {row.count.toLocaleString('en-US')}
              </td>
              <td data-label="最近更新">{row.last}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
