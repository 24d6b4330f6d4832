interface ImportMeta {
  /** Files that match the pattern, imported when the page is built: path → module. */
  glob<Module>(pattern: string, options: { eager: true }): Record<string, Module>;
}

/** A style sheet that is linked into the page. */
declare module '*.css' {}
