import type { HitView, PageView } from '@xinheng/contracts/portal.ts';
import { Detail, Link, useFrame } from '../frame.tsx';
import { Badge, Facts, Pager, SearchForm, SupplyList } from '../pieces.tsx';

type View<K extends PageView['kind']> = Extract<PageView, { kind: K }>;

/** / : one search box and what there is to find. */
export function Home({ view }: { view: View<'home'> }) {
  const { cityName } = useFrame();
  return (
    <>
      <div className="hero">
        <div className="wide">
          <h1>查询{cityName}经营主体信用信息</h1>
          <Detail>
            <p className="lead">登记、许可、处罚、抽查、名单、荣誉与承诺，依法向社会公开，任何人都可以免费查询。</p>
          </Detail>
          <SearchForm big label="输入企业名称或统一社会信用代码" />
          {view.examples.length > 0 ? (
            <Detail>
              <p className="examples">
                试一试：
                {view.examples.map((example) => (
                  <Link key={example} href={`/search?q=${encodeURIComponent(example)}`}>
                    {example}
                  </Link>
                ))}
              </p>
            </Detail>
          ) : null}
        </div>
      </div>
      <div className="wide">
        <section aria-labelledby="counts">
          <h2 id="counts" className="unseen">
            目前公示的数量
          </h2>
          <Facts facts={view.counts} className="counts" />
        </section>
        <section aria-labelledby="by-item">
          <h2 id="by-item">公示哪些信息</h2>
          <SupplyList lines={view.items} unit="条" />
          <p className="more">
            <Link href="/items">全部信息项</Link>
          </p>
        </section>
        <section aria-labelledby="by-department">
          <h2 id="by-department">信息由哪些部门提供</h2>
          <SupplyList lines={view.departments} unit="条" />
          <p className="more">
            <Link href="/departments">全部部门</Link>
          </p>
        </section>
      </div>
    </>
  );
}

function Hit({ hit }: { hit: HitView }) {
  return (
    <li className="hit">
      <h2>
        <Link href={hit.href}>{hit.name}</Link>
      </h2>
      <p className="hit-status">
        <Badge status={hit.status} />
      </p>
      <p className="hit-line">
        <span className="code">{hit.code}</span>
        <span className="muted">{hit.region ? `${hit.kind}，${hit.region}` : hit.kind}</span>
      </p>
    </li>
  );
}

/** /search: ranked results, or help when there are none. */
export function Search({ view }: { view: View<'search'> }) {
  return (
    <div className="wide">
      <h1 className={view.searched ? 'search-title' : undefined}>
        {view.searched ? `“${view.query}”的查询结果` : '查询经营主体'}
      </h1>
      <SearchForm query={view.query} label="企业名称或统一社会信用代码" />
      {view.searched ? (
        <>
          <p className="result-count">{view.total}</p>
          {view.hits.length > 0 ? (
            <ol className="hits">
              {view.hits.map((hit) => (
                <Hit key={hit.code} hit={hit} />
              ))}
            </ol>
          ) : (
            <NothingFound />
          )}
          <Pager firstHref={view.firstHref} nextHref={view.nextHref} label="查询结果翻页" />
        </>
      ) : null}
    </div>
  );
}

function NothingFound() {
  return (
    <section className="help" aria-labelledby="help">
      <h2 id="help">没有查到，可以这样再试</h2>
      <ul>
        <li>少输几个字：只留字号中的两三个字，不输“有限公司”“个体工商户”。</li>
        <li>检查同音字和形近字；括号用全角、半角都可以。</li>
        <li>改用营业执照上的 18 位统一社会信用代码，最不容易错。</li>
        <li>本站只有本市登记的主体；外地企业请到登记地查询。</li>
      </ul>
    </section>
  );
}

/** 404 for a code that cannot be, or that nobody here has. */
export function BadCode({ view }: { view: View<'bad-code'> }) {
  return (
    <div className="wide">
      <h1>{view.wellFormed ? '没有找到这个代码的主体' : '这个代码不正确'}</h1>
      <p className="code wrong-code">{view.code}</p>
      <p className="lead">{view.problem}</p>
      <SearchForm query="" label="重新查询" />
      <Detail>
        <p className="muted">
          统一社会信用代码共 18 位，由数字和大写字母组成（不用 I、O、S、V、Z），印在营业执照右上角或正中。
        </p>
      </Detail>
    </div>
  );
}

/** Any other page that is not there or could not be made. */
export function Problem({ view }: { view: View<'problem'> }) {
  return (
    <div className="wide">
      <h1>{view.heading}</h1>
      <p className="lead">{view.text}</p>
      <SearchForm query="" label="查询经营主体" />
    </div>
  );
}
