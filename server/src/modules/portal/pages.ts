import { createHash } from 'node:crypto';
import type { ErrorItem, Frame, PageView, PortalRenderer } from '@xinheng/contracts/portal.ts';
import { type Answer, answer } from '../../platform/http/index.ts';
import type { PortalReads } from './reads.ts';

/** What every page handler works with. */
export interface Portal {
  reads: PortalReads;
  renderer: PortalRenderer;
  /** /assets/portal.<hash>.css */
  stylesheetPath: string;
}

/** Brings reads and views together; the style sheet's address carries its hash, so that it may be kept for ever. */
export function portalOf(reads: PortalReads, renderer: PortalRenderer): Portal {
  const hash = createHash('sha256').update(renderer.stylesheet).digest('hex').slice(0, 16);
  return { reads, renderer, stylesheetPath: `/assets/portal.${hash}.css` };
}

export interface PageOptions {
  title: string;
  /** Path and query as requested. */
  url: string;
  status?: number;
  asOf?: string | undefined;
  errors?: ErrorItem[] | undefined;
}

/** Renders a page; its ETag is the hash of its text, so equal pages are equal whatever made them. */
export function htmlPage(portal: Portal, view: PageView, options: PageOptions): Answer {
  const html = renderHtml(portal, view, options);
  return answer(html, {
    status: options.status ?? 200,
    etag: createHash('sha256').update(html).digest('base64url').slice(0, 22),
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
}

/** The HTML of a page alone, for the error renderer of the HTTP server. */
export function renderHtml(portal: Portal, view: PageView, options: PageOptions): string {
  const { city } = portal.reads;
  const address = new URL(options.url, 'http://portal.invalid');
  const elder = address.searchParams.get('view') === 'elder';
  address.searchParams.delete('view');
  const frame: Frame = {
    cityName: city.name,
    siteName: city.title,
    title: options.title,
    path: `${address.pathname}${address.search}`,
    elder,
    stylesheet: portal.stylesheetPath,
    asOf: options.asOf,
    demonstration: city.demonstration,
    practice: city.practice,
    errors: options.errors,
  };
  return portal.renderer.renderPage({ frame, view });
}
