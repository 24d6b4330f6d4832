import { useMatches } from '@tanstack/react-router';
import type { Screen } from '../screen.ts';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    screen?: Screen;
  }
}

/** The screen that is being shown; undefined on an address that leads nowhere. */
export function useScreen(): Screen | undefined {
  return useMatches({ select: (matches) => matches.at(-1)?.staticData.screen });
}
