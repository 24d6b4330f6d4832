import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  useParams,
} from '@tanstack/react-router';
import { base } from '../ui/address.tsx';
import { ProblemNotice } from '../ui/pieces/problem.tsx';
import { Toasts } from '../ui/pieces/toasts.tsx';
import { Waiting } from '../ui/pieces/waiting.tsx';
import type { Screen } from './screen.ts';
import { screens } from './screens.ts';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <Toasts />
    </>
  ),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./session/sign-in.tsx')),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./session/setup.tsx')),
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });

const listPage = () => import('../ui/list/list-page.tsx');

/** The page of a screen; a screen that is only a list is the list page. */
function componentOf({ list, load }: Screen) {
  if (load) return lazyRouteComponent(load);
  if (list === undefined) throw new Error('a screen has a page or a list');
  return lazyRouteComponent(async () => {
    const { ListPage } = await listPage();
    return { default: () => <ListPage list={list} /> };
  });
}

const everyList = createRoute({
  getParentRoute: () => shell,
  path: '/lists/$list',
  component: lazyRouteComponent(async () => {
    const { ListPage } = await listPage();
    return {
      default: () => {
        const { list } = useParams({ strict: false });
        return <ListPage key={list} list={list ?? ''} />;
      },
    };
  }),
});

const screenRoutes: AnyRoute[] = screens.map((screen) =>
  createRoute({
    getParentRoute: () => shell,
    path: screen.path,
    component: componentOf(screen),
    staticData: { screen },
  }),
);

function NotFound() {
  return (
    <section className="page">
      <h1>没有这个页面</h1>
      <p>地址可能有误，或内容不在您可查看的范围内。</p>
    </section>
  );
}

function Failed(props: { error: unknown; reset: () => void }) {
  return (
    <section className="page">
      <ProblemNotice error={props.error} retry={props.reset} />
    </section>
  );
}

const nowhere = createRoute({ getParentRoute: () => shell, path: '$', component: NotFound });

/** Addresses keep their query as plain text: `?f.status=live&after=…`, nothing is quoted as JSON. */
export const router = createRouter({
  routeTree: root.addChildren([signIn, setup, shell.addChildren([everyList, ...screenRoutes, nowhere])]),
  basepath: base,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(search as Record<string, string>).toString();
    return text ? `?${text}` : '';
  },
  defaultPendingComponent: () => (
    <section className="page">
      <Waiting lines={8} />
    </section>
  ),
  defaultPendingMs: 200,
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: NotFound,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
