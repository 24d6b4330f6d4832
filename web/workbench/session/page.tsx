import type { Session } from '@xinheng/contracts/workbench.ts';
import { type ReactNode, useEffect } from 'react';
import { Banners } from '../shell/banners.tsx';
import './session.css';

/** The page around every step of signing in: whose system this is, and one box. */
export function SessionPage(props: { session: Session; title: string; children: ReactNode }) {
  const { session, title } = props;
  useEffect(() => {
    document.title = `${title} - 信衡工作台`;
  }, [title]);
  return (
    <div className="session">
      <Banners session={session} />
      <header className="session-head">
        <span className="seal" aria-hidden="true">
          信
        </span>
        <span>
          <span className="session-name">信衡工作台</span>
          <span className="session-city">{session.city.name}市场主体信用监管</span>
        </span>
      </header>
      <main className="session-box" id="main" tabIndex={-1}>
        <h1>{title}</h1>
        {props.children}
      </main>
      <footer className="session-foot">
        <p>仅限授权人员使用。登录、查询与办理均有记录，并按规定接受审计。</p>
      </footer>
    </div>
  );
}
