import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { addressOf, useAddress, useGo } from '../address.tsx';
import './detail.css';

export interface DetailTab {
  /** Stands in the address, `?tab=history`. */
  name: string;
  title: string;
  count?: number | undefined;
  content: () => ReactNode;
}

export interface DetailProps {
  /** What kind of thing it is: 主体档案. */
  kind: string;
  title: string;
  /** Badges beside the title. */
  badges?: ReactNode;
  /** The code, the way back, one line. */
  line?: ReactNode;
  /** Buttons of what can be done. */
  actions?: ReactNode;
  /** The few facts that one always wants to see. */
  summary?: ReactNode;
  /** Stands between the summary and the tabs: the clocks, a notice. */
  notice?: ReactNode;
  tabs: readonly DetailTab[];
}

/** The one page of one thing: what it is, its summary, and its parts as tabs, of which the address names the open one. */
export function Detail(props: DetailProps) {
  const { title, kind } = props;
  useEffect(() => {
    document.title = `${title} - ${kind} - 信衡工作台`;
  }, [title, kind]);
  return (
    <article className="page detail">
      <header className="sheet detail-head">
        <div className="detail-title">
          <p className="muted">{kind}</p>
          <h1>{title}</h1>
          {props.badges ? <div className="detail-badges">{props.badges}</div> : null}
          {props.line ? <p className="detail-line">{props.line}</p> : null}
        </div>
        {props.actions ? <div className="detail-actions">{props.actions}</div> : null}
        {props.summary ? <div className="detail-summary">{props.summary}</div> : null}
      </header>
      {props.notice}
      <Tabs tabs={props.tabs} label={kind} />
    </article>
  );
}

function nextOf(key: string, at: number, length: number): number | undefined {
  if (key === 'ArrowRight') return (at + 1) % length;
  if (key === 'ArrowLeft') return (at + length - 1) % length;
  if (key === 'Home') return 0;
  return key === 'End' ? length - 1 : undefined;
}

/** Tabs by the pattern of WAI-ARIA: the arrows move, the address follows. */
function Tabs(props: { tabs: readonly DetailTab[]; label: string }) {
  const { tabs } = props;
  const id = useId();
  const strip = useRef<HTMLDivElement>(null);
  const { path, query } = useAddress();
  const go = useGo();
  const wanted = query.get('tab');
  const at = Math.max(
    0,
    tabs.findIndex(({ name }) => name === wanted),
  );
  const shown = tabs[at];
  const choose = (index: number) => {
    const next = new URLSearchParams(query);
    const name = tabs[index]?.name;
    if (index === 0 || !name) next.delete('tab');
    else next.set('tab', name);
    go(addressOf(path, next), { replace: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextOf(event.key, at, tabs.length);
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    strip.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  if (!shown) return null;
  return (
    <div className="sheet detail-body">
      <div className="tabs" role="tablist" aria-label={props.label} ref={strip} onKeyDown={onKeyDown} tabIndex={-1}>
        {tabs.map((tab, index) => (
          <button
            key={tab.name}
            type="button"
            role="tab"
            id={`${id}-${tab.name}`}
            aria-selected={index === at}
            aria-controls={index === at ? `${id}-panel` : undefined}
            tabIndex={index === at ? 0 : -1}
            onClick={() => choose(index)}
          >
            {tab.title}
            {tab.count === undefined ? null : <span className="tab-count">{tab.count}</span>}
          </button>
        ))}
      </div>
      <div className="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${shown.name}`}>
        {shown.content()}
      </div>
    </div>
  );
}
