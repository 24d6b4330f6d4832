import type { Frame } from '@xinheng/contracts/portal.ts';
import { createContext, type ReactNode, useContext } from 'react';

const FrameContext = createContext<Frame | null>(null);

/** The frame of the page being rendered. */
export function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error('a portal view was rendered outside its Document');
  return frame;
}

/** Keeps 长辈版 from page to page: it lives in the address, so that a shared cache needs no cookie to tell pages apart. */
function withView(href: string, elder: boolean): string {
  if (!elder || !href.startsWith('/')) return href;
  const [address = '', fragment] = href.split('#');
  const joined = `${address}${address.includes('?') ? '&' : '?'}view=elder`;
  return fragment === undefined ? joined : `${joined}#${fragment}`;
}

/** A link inside the portal. */
export function Link(props: { href: string; className?: string; children: ReactNode; current?: boolean }) {
  const { elder } = useFrame();
  return (
    <a href={withView(props.href, elder)} className={props.className} aria-current={props.current ? 'page' : undefined}>
      {props.children}
    </a>
  );
}

/** Text for ordinary readers that 长辈版 leaves out to have fewer words. */
export function Detail(props: { children: ReactNode }) {
  return useFrame().elder ? null : props.children;
}

const navigation = [
  { href: '/', text: '查询' },
  { href: '/departments', text: '部门' },
  { href: '/items', text: '信息项' },
  { href: '/statistics', text: '统计' },
  { href: '/quality', text: '质量' },
  { href: '/about', text: '说明' },
];

function isCurrent(path: string, href: string): boolean {
  const place = path.split('?')[0] ?? '/';
  if (href === '/') return place === '/' || place.startsWith('/search') || place.startsWith('/subjects');
  return place === href || place.startsWith(`${href}/`);
}

function Masthead() {
  const frame = useFrame();
  const place = frame.siteName.includes(frame.cityName) ? '' : frame.cityName;
  const under = frame.demonstration ? '演示城市，内容均为虚构' : place;
  return (
    <header className="masthead">
      {frame.practice ? (
        <p className="practice-banner">
          <strong>练习版</strong> 供培训使用，内容均由程序生成，不是任何主体的真实信用信息。
        </p>
      ) : null}
      <div className="wide masthead-row">
        <Link href="/" className="brand">
          <span className="seal" aria-hidden="true">
            信
          </span>
          <span>
            <span className="brand-name">{frame.siteName}</span>
            {under ? <span className="brand-city">{under}</span> : null}
          </span>
        </Link>
        <ElderSwitch />
      </div>
      <nav className="wide menu" aria-label="主导航">
        <ul>
          {navigation.map((entry) => (
            <li key={entry.href}>
              <Link href={entry.href} current={isCurrent(frame.path, entry.href)}>
                {entry.text}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

function ElderSwitch() {
  const { elder, path } = useFrame();
  return (
    <a className="elder-switch" href={elder ? path : withView(path, true)}>
      {elder ? '返回普通版' : '长辈版'}
    </a>
  );
}

function Footer() {
  const { demonstration, asOf, cityName } = useFrame();
  return (
    <footer className="footer">
      <div className="wide">
        {asOf ? <p>数据截至 {asOf}</p> : null}
        {demonstration ? <p>本站为演示城市：名称、代码与内容均由程序生成，与任何真实主体无关。</p> : null}
        <ul>
          <li>
            <Link href="/about">使用说明</Link>
          </li>
          <li>
            <Link href="/accessibility">无障碍声明</Link>
          </li>
          <li>
            <Link href="/statistics">公示统计</Link>
          </li>
          <li>
            <a href="/api/docs">开放接口</a>
          </li>
        </ul>
        <Detail>
          <p className="muted">{cityName}经营主体信用信息公示 · 信衡 Xinheng 开源引擎</p>
        </Detail>
      </div>
    </footer>
  );
}

function ErrorSummary() {
  const { errors } = useFrame();
  if (!errors || errors.length === 0) return null;
  return (
    <section className="error-summary" aria-labelledby="error-title" role="alert">
      <h2 id="error-title">
        <span aria-hidden="true">! </span>请先改正下面的问题
      </h2>
      <ul>
        {errors.map((error) => (
          <li key={error.text}>
            <a href={error.href}>{error.text}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The whole document around a view. `children` is the content of <main>. */
export function Document(props: { frame: Frame; className: string; children: ReactNode }) {
  const { frame } = props;
  const errorMark = frame.errors && frame.errors.length > 0 ? '错误：' : '';
  return (
    <FrameContext value={frame}>
      <html lang="zh-CN" className={frame.elder ? 'elder' : undefined}>
        <head>
          <meta charSet="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{`${errorMark}${frame.title} - ${frame.siteName}`}</title>
          <link rel="stylesheet" href={frame.stylesheet} />
          <link rel="icon" href="data:," />
        </head>
        <body>
          <a className="skip" href="#main">
            跳到主要内容
          </a>
          <Masthead />
          <main id="main" tabIndex={-1} className={props.className}>
            <ErrorSummary />
            {props.children}
          </main>
          <Footer />
        </body>
      </html>
    </FrameContext>
  );
}
