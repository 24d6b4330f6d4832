import type { ComponentType } from 'react';

/** A page of the workbench, as its area declares it in screens/<area>/screens.ts. */
export interface Screen {
  /** Address inside the workbench; `$name` stands for a part that varies: `/subjects/$code`. */
  path: string;
  /** Title of the page and of its line in the navigation. */
  title: string;
  /** Where it stands in the navigation; left out for pages that are only reached from others. */
  nav?: { group: string; order?: number };
  /** Any of these permissions opens it; left out: every officer. The server decides again. */
  permission?: string | readonly string[];
  /** The list that this page is about: it is then offered to those who may open the list, and links to the list lead here. */
  list?: string;
  /** Sentences for the help panel: what one does here. */
  help?: readonly string[];
  /** The page, fetched when it is first opened. Left out with `list`: the list page itself. */
  load?: () => Promise<{ default: ComponentType }>;
}

/** Declares the pages of an area. */
export function defineScreens(...screens: Screen[]): readonly Screen[] {
  return screens;
}

/** Whether the holder of these permissions may open the screen. */
export function opens(screen: Screen, may: (permission: string) => boolean): boolean {
  if (screen.permission === undefined) return true;
  return typeof screen.permission === 'string' ? may(screen.permission) : screen.permission.some(may);
}
