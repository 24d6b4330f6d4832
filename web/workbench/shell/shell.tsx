import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { AppLink, useAddress, useGo } from '../../ui/address.tsx';
import { connection } from '../../ui/api/connection.ts';
import { listsQuery } from '../../ui/list/list-queries.ts';
import { Waiting } from '../../ui/pieces/waiting.tsx';
import { queryClient } from '../query-client.ts';
import { opens, type Screen } from '../screen.ts';
import { screens } from '../screens.ts';
import { sessionQuery, useMay, useSession } from '../session/session.ts';
import { useActivity } from './activity.ts';
import { Banners } from './banners.tsx';
import { FindDialog } from './find.tsx';
import { Header } from './header.tsx';
import { HelpDialog } from './help.tsx';
import { IdleWarning } from './idle.tsx';
import { currentEntry, type NavigationGroup, navigationOf } from './navigation.ts';
import { usePurposeDialog } from './purpose.tsx';
import { useScreen } from './screen-context.tsx';
import './shell.css';

/** The frame around every page for a signed-in officer; anybody else is led to the sign-in page and back. */
export function Shell() {
  const { state } = useSession();
  const { href } = useAddress();
  const go = useGo();
  const wasActive = useRef(false);
  if (state === 'active') wasActive.current = true;
  useEffect(() => {
    // The sign-in page is fetched first: meanwhile this frame still stands, at the new address already.
    if (state === 'active' || href.startsWith('/sign-in')) return;
    const query = new URLSearchParams(href === '/' ? {} : { return: href });
    if (wasActive.current) query.set('ended', '1');
    go(`/sign-in?${query}`, { replace: true });
  }, [state, href, go]);
  return state === 'active' ? <OfficersShell /> : null;
}

/** Whether a key was meant for a field and not for the page. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

function useShortcuts(keys: { find: () => void; help: () => void }): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const find = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
      if (!find && (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))) return;
      if (document.querySelector('dialog[open]')) return;
      const action = find || event.key === '/' ? keys.find : event.key === '?' ? keys.help : undefined;
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  });
}

function OfficersShell() {
  const session = useSession();
  const may = useMay();
  const screen = useScreen();
  const lists = useQuery(listsQuery);
  const [dialog, setDialog] = useState<'find' | 'help' | null>(null);
  const [menu, setMenu] = useState(false);
  const { path } = useAddress();
  const { ask, dialog: purposeDialog } = usePurposeDialog();
  const navigation = useMemo(() => navigationOf(screens, lists.data ?? [], may), [lists.data, may]);
  useActivity();
  useShortcuts({ find: () => setDialog('find'), help: () => setDialog('help') });
  useEffect(() => {
    connection.attend({
      requestPurpose: ask,
      sessionEnded: () => void queryClient.refetchQueries(sessionQuery),
    });
  }, [ask]);
  useArrival(path, screen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes whenever another page has been opened
  useEffect(() => setMenu(false), [path]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        跳到主要内容
      </a>
      <Banners session={session} />
      <Header
        onFind={() => setDialog('find')}
        onPurpose={() => void ask()}
        onHelp={() => setDialog('help')}
        onMenu={() => setMenu(!menu)}
      />
      <div className="shell-body">
        <Navigation groups={navigation} waiting={lists.isPending} path={path} open={menu} />
        <main id="main" tabIndex={-1} className="main">
          {screen && !opens(screen, may) ? <NotAllowed screen={screen} /> : <Outlet />}
        </main>
      </div>
      <FindDialog open={dialog === 'find'} onClose={() => setDialog(null)} navigation={navigation} />
      <HelpDialog open={dialog === 'help'} onClose={() => setDialog(null)} screen={screen} />
      {purposeDialog}
      <IdleWarning />
    </div>
  );
}

/** A new page is announced: its title on the window, the focus at its beginning. */
function useArrival(path: string, screen: Screen | undefined): void {
  const before = useRef(path);
  useEffect(() => {
    document.title = screen ? `${screen.title} - 信衡工作台` : '信衡工作台';
    if (before.current === path) return;
    before.current = path;
    document.getElementById('main')?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [path, screen]);
}

function Navigation(props: { groups: readonly NavigationGroup[]; waiting: boolean; path: string; open: boolean }) {
  const current = currentEntry(props.groups, props.path);
  return (
    <nav className={props.open ? 'side open' : 'side'} aria-label="主导航">
      {props.waiting ? <Waiting lines={8} label="正在读取导航" /> : null}
      {props.waiting
        ? null
        : props.groups.map((group) => (
            <section key={group.title}>
              <h2>{group.title}</h2>
              <ul>
                {group.entries.map((entry) => (
                  <li key={entry.href}>
                    <AppLink href={entry.href} aria-current={entry.href === current ? 'page' : undefined}>
                      {entry.title}
                    </AppLink>
                  </li>
                ))}
              </ul>
            </section>
          ))}
    </nav>
  );
}

function NotAllowed(props: { screen: Screen }) {
  return (
    <section className="page">
      <h1>不能打开“{props.screen.title}”</h1>
      <p>现在的岗位没有查看本页的权限。持有其他岗位时，可在右上角切换部门与区域；需要权限请联系系统管理员。</p>
    </section>
  );
}
