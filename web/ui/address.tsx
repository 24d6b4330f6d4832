import { useLocation, useRouter } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { useCallback, useMemo } from 'react';

/** Where the workbench lives on the server. Addresses inside it are written without this. */
export const base = '/workbench';

export interface GoOptions {
  /** Takes the place of the present entry of the history. */
  replace?: boolean;
  /** Kept with the entry, not in the address. */
  state?: Record<string, unknown>;
}

/** Goes to an address inside the workbench, `/subjects?f.name=…`. */
export function useGo(): (href: string, options?: GoOptions) => void {
  const { history } = useRouter();
  return useCallback(
    (href, { replace = false, state } = {}) => {
      if (replace) history.replace(base + href, state);
      else history.push(base + href, state);
    },
    [history],
  );
}

/** Only a plain click stays in the page: with a key held down the browser opens its own tab or window. */
function isPlain(event: MouseEvent): boolean {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

/** A link inside the workbench; a real address, so that it can be copied and opened in a new tab. */
export function AppLink({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const go = useGo();
  return (
    <a
      {...rest}
      href={base + href}
      onClick={(event) => {
        onClick?.(event);
        if (event.defaultPrevented || !isPlain(event)) return;
        event.preventDefault();
        go(href);
      }}
    />
  );
}

/** The present address inside the workbench: path without `/workbench`, and the query. */
export function useAddress(): { path: string; query: URLSearchParams; href: string } {
  const href = useLocation({ select: (location) => location.href });
  return useMemo(() => {
    const cut = href.indexOf('?');
    const whole = cut < 0 ? href : href.slice(0, cut);
    const path = (whole.startsWith(base) ? whole.slice(base.length) : whole).split('#')[0] || '/';
    const query = cut < 0 ? '' : href.slice(cut + 1).split('#')[0];
    return { path, query: new URLSearchParams(query), href: query ? `${path}?${query}` : path };
  }, [href]);
}

/** Path and query as one address; a query with nothing in it leaves no question mark. */
export function addressOf(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
