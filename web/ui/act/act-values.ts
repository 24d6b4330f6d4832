import type { ActValues } from './act-button.tsx';

/** The answer to one field as text. */
export function textOf(values: ActValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}

/** The body of a request: what was left empty is left out. */
export function filled(values: ActValues): Record<string, string | readonly string[]> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.length > 0));
}

/** Only what is another than before; what has been emptied is null. */
export function changedOnly(
  values: ActValues,
  before: Readonly<Record<string, string | undefined>>,
): Record<string, string | null> {
  const changes: Record<string, string | null> = {};
  for (const [name, old] of Object.entries(before)) {
    const now = textOf(values, name);
    if (now !== (old ?? '')) changes[name] = now === '' ? null : now;
  }
  return changes;
}
