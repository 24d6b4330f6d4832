import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Rules of WCAG 2.0, 2.1 and 2.2 at levels A and AA, and axe's best practices for landmarks and headings. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

/**
 * What axe finds wrong with the page as it stands, one line each; empty when nothing. Runs through the debugger, so it
 * works although the page's own policy allows no such script.
 */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(tags)} }, resultTypes: ['violations'] })
      .then((result) => result.violations)`,
  )) as Violation[];
  return found.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help}: ${node.html} ${node.failureSummary ?? ''}`),
  );
}
