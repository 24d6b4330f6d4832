import ts from 'typescript';

/** One file under judgement: its path from the root of the tree, and its text. */
export type Source = { path: string; text: string };

/** What a rule of the house says, and the proof that it can fail. */
export type Rule = {
  name: string;
  /** What is wrong in this file, one line each ("line 12: …"); nothing when the rule does not concern it. */
  breaches: (source: Source) => string[];
  /** Files that the rule must refuse. */
  planted: Source[];
  /** Files, close to the planted ones, that it must let through. */
  lawful: Source[];
};

export const isCode = (path: string): boolean => /[.](ts|tsx|mjs)$/.test(path) && !path.endsWith('/generated.ts');
export const isTest = (path: string): boolean =>
  /[.](test|bench)[.]tsx?$|\/test-[^/]+[.]ts$/.test(path) || /^(server\/test|e2e|bench)\//.test(path);

/** The parsed file, with parent links. */
export function parse({ path, text }: Source): ts.SourceFile {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
}

/** The line (from 1) on which the node begins. */
export function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

/** Every node of the file, in order. */
export function* nodes(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* nodes(child);
}

/** The text with every comment blanked out, line breaks kept, so that a rule about calls does not read prose. */
export function withoutComments(source: Source): string {
  const file = parse(source);
  const comments = new Map<number, number>();
  // Tokens, not only nodes: a comment in an otherwise empty block hangs on its closing brace.
  const walk = (node: ts.Node): void => {
    // JSX text may hold "//", and is no place for a comment.
    if (node.kind === ts.SyntaxKind.JsxText) return;
    const ranges = [
      ...(ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(source.text, node.getEnd()) ?? []),
    ];
    for (const range of ranges) comments.set(range.pos, range.end);
    for (const child of node.getChildren(file)) walk(child);
  };
  walk(file);
  let text = source.text;
  for (const [from, until] of comments) {
    text = text.slice(0, from) + text.slice(from, until).replace(/[^\n]/g, ' ') + text.slice(until);
  }
  return text;
}

/** The lines of the text that match, as "line N: …" with what the rule has to say. */
export function linesThatMatch(text: string, pattern: RegExp, say: (found: string) => string): string[] {
  return text.split('\n').flatMap((line, i) => {
    const found = pattern.exec(line);
    return found ? [`line ${i + 1}: ${say(found[0].trim())}`] : [];
  });
}
