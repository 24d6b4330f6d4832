import type { PortalRenderer } from '@xinheng/contracts/portal.ts';
import type { RenderProblem, Route } from '../../platform/http/index.ts';
import { apiRoutes } from './api-routes.ts';
import { findingRoutes } from './finding-routes.ts';
import { judgementRoutes } from './judgement-routes.ts';
import { portalOf, renderHtml } from './pages.ts';
import { qualityRoutes } from './quality-routes.ts';
import type { PortalReads } from './reads.ts';
import { reportRoutes } from './report-routes.ts';
import { subjectRoutes } from './subject-routes.ts';
import { supplyRoutes } from './supply-routes.ts';
import { typeset } from './wording.ts';

/**
 * Memory for finished answers of the API, in bytes. 256 MiB hold the 20,000 to 60,000 subjects asked for most (4 to 12
 * KiB each) and leave the server well under a gigabyte.
 */
const defaultAnswerBytes = 256 * 2 ** 20;

/** Every route of the portal, and the page that the HTTP server shows for errors outside /api. */
export function portalRoutes(
  reads: PortalReads,
  renderer: PortalRenderer,
  answerBytes: number = defaultAnswerBytes,
): { routes: Route[]; renderProblem: RenderProblem } {
  const portal = portalOf(reads, renderer);
  return {
    routes: [
      ...findingRoutes(portal),
      ...subjectRoutes(portal),
      ...judgementRoutes(portal),
      ...reportRoutes(portal),
      ...supplyRoutes(portal),
      ...qualityRoutes(portal),
      ...apiRoutes(reads, answerBytes),
    ],
    renderProblem: (problem, path) => {
      const heading = problem.status === 404 ? '没有这个页面' : problem.title;
      const text = typeset(problem.detail ?? problem.title);
      return renderHtml(portal, { kind: 'problem', heading, text }, { title: heading, url: path });
    },
  };
}
