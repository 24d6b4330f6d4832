import css from './tokens.css?inline';

/** A token of tokens.css as it is written there, `token('blue')` → `#16508f`. Throws for a name that is not there. */
export function token(name: string): string {
  const value = new RegExp(`--${name}:\\s*([^;}]+)`).exec(css)?.[1]?.trim();
  if (value === undefined) throw new Error(`tokens.css has no --${name}`);
  return value;
}

/** A length token in pixels. */
export function pixels(name: string): number {
  return Number.parseFloat(token(name));
}
