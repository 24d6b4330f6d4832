import type { Route } from '../../../platform/http/index.ts';
import type { OrganisationContext } from './context.ts';
import { dutyRoutes } from './duties.ts';
import { personRoutes } from './people.ts';
import { postRoutes } from './posts.ts';
import { roleRoutes } from './roles.ts';
import { unitRoutes } from './units.ts';

export type { OrganisationContext } from './context.ts';

/** Everything of this module over HTTP. */
export function organisationRoutes(context: OrganisationContext): Route[] {
  return [
    ...unitRoutes(context),
    ...personRoutes(context),
    ...postRoutes(context),
    ...dutyRoutes(context),
    ...roleRoutes(context),
  ];
}
