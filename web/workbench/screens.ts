import type { Screen } from './screen.ts';

/** Every page of the workbench: what stands in screens/<area>/screens.ts is found here by itself. */
const areas = import.meta.glob<{ screens: readonly Screen[] }>('./screens/*/screens.ts', { eager: true });

export const screens: readonly Screen[] = Object.values(areas).flatMap((area) => area.screens);

/** The address of a list: of the screen that is about it, otherwise the general one. */
export function listPath(list: string): string {
  return screens.find((screen) => screen.list === list)?.path ?? `/lists/${list}`;
}
