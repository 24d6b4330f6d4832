import type { Officer } from '../src/platform/access/index.ts';
import type { City } from '../src/platform/city/index.ts';

const wide = ['self', 'own', 'units', 'region', 'city'] as const;

/**
 * An officer of a department in the given roles, reaching as far as the city's declarations say: for tests of routes and
 * reads, without people, posts and sessions. `name` tells two of them apart.
 */
export function officerOf(city: City, department: string, roles: readonly string[], name = '试员'): Officer {
  const own = city.departments.find(({ code }) => code === department);
  if (!own) throw new Error(`no department ${department}`);
  const regions = below(own.region, city.regions);
  const grants = new Map<string, (typeof wide)[number]>();
  for (const code of roles) {
    const role = city.roles.find((candidate) => candidate.code === code);
    if (!role) throw new Error(`no role ${code}`);
    for (const [permission, reach] of Object.entries(role.permissions)) {
      const held = grants.get(permission);
      if (held === undefined || wide.indexOf(reach) > wide.indexOf(held)) grants.set(permission, reach);
    }
  }
  const id = `${name}@${department}`;
  return {
    kind: 'officer',
    accountId: id,
    personId: id,
    name,
    sessionId: 'test',
    postId: `post-${id}`,
    roles,
    department,
    region: own.region,
    units: below(department, city.departments),
    regions,
    regionUnits: city.departments.filter(({ region }) => regions.includes(region)).map(({ code }) => code),
    grants,
  };
}

/** A code and everything below it. */
function below(code: string, all: readonly { code: string; parent: string | null }[]): string[] {
  return [code, ...all.filter(({ parent }) => parent === code).flatMap((child) => below(child.code, all))];
}
