/** Who reaches a thing: `reachesTo` of platform/access, asked from the thing's side. Pure. */
import type { Reach } from '../../../platform/city/index.ts';

/** What is asked about, with everything that stands above it. */
export interface Target {
  /** Of a department: itself and all above it. Undefined for what is known by its region only. */
  units?: ReadonlySet<string>;
  /** Its region, all above it, and what it has become. Empty when the region is not known. */
  regions: ReadonlySet<string>;
  /** The department itself. */
  department?: string;
}

/** Whether a post of an organisation, in a region, reaches the target as far as the permission goes. */
export function reachesTarget(
  reach: Reach,
  post: { organisation: string; region: string },
  { department, units, regions }: Target,
): boolean {
  if (reach === 'city') return true;
  if (reach === 'self') return false;
  if (reach === 'region' || department === undefined) return regions.has(post.region);
  return reach === 'own' ? post.organisation === department : (units?.has(post.organisation) ?? false);
}
