/** Subjects that somebody's row may be about, with the evidence that led to each. */
import { may, type Viewer, within } from '../../../platform/access/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { type Claims, type FoundCandidate, partsOfName, rank, type SubjectFacts } from '../rules.ts';

interface FoundRow {
  subject_code: string;
  kind: string;
  name: string;
  name_folded: string;
  status: string;
  region: string | null;
  legal_representative: string | null;
  address: string | null;
  established_on: string | null;
  registration_number: string | null;
  evidence: string[];
}

/** More names than these are no evidence of anything. */
const mostNear = 30;

/**
 * The likeliest subjects within the viewer's reach of subjects.read, best first: by any of the numbers, by the whole
 * name, present or former, and by a part of it. None for whoever may not read subjects.
 */
export async function findCandidates(
  q: Queryable,
  viewer: Viewer,
  claims: Claims,
  most = 8,
): Promise<FoundCandidate[]> {
  if (!may(viewer, 'subjects.read')) return [];
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const reach = within(viewer, 'subjects.read', { region: 's.region' }, bind);
  const sources = [...byNumbers(claims, bind), ...byName(claims, bind)];
  if (sources.length === 0) return [];
  const { rows } = await q.query<FoundRow>(
    `with found as (${sources.join(' union ')})
     select s.subject_code, s.kind, s.name, s.name_folded, s.status, s.region, s.legal_representative, s.address,
       s.established_on, array_agg(distinct f.evidence) as evidence,
       (select min(i.value) from registry.identifier i
         where i.subject_code = s.subject_code and i.scheme = 'registration-number') as registration_number
     from found f join registry.subject s on s.subject_code = f.subject_code
     where ${reach} group by s.subject_code`,
    values,
  );
  return rows
    .map((row) => rank(claims, factsOf(row), row.evidence))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.subjectCode < b.subjectCode ? -1 : 1))
    .slice(0, most);
}

function byNumbers(claims: Claims, bind: (value: unknown) => string): string[] {
  const sources: string[] = [];
  const identified = (value: string, scheme: string) =>
    sources.push(
      `select subject_code, '${scheme}' as evidence from registry.identifier where value = ${bind(value)} and scheme = '${scheme}'`,
    );
  if (claims.code !== null) {
    sources.push(
      `select subject_code, 'code' as evidence from registry.subject where subject_code = ${bind(claims.code)}`,
    );
    identified(claims.code, 'former-code');
  }
  if (claims.registrationNumber !== null) identified(claims.registrationNumber, 'registration-number');
  if (claims.taxNumber !== null) identified(claims.taxNumber, 'tax-number');
  // A code that nobody has may differ from the right one in its region or check character only.
  const organisationCode = claims.organisationCode ?? claims.code?.slice(8, 17) ?? claims.taxNumber?.slice(6, 15) ?? '';
  if (organisationCode.length === 9) {
    identified(organisationCode, 'organisation-code');
    sources.push(
      `select subject_code, 'organisation-code' as evidence from registry.subject where substr(subject_code, 9, 9) = ${bind(organisationCode)}`,
    );
  }
  return sources;
}

function byName({ nameFolded }: Claims, bind: (value: unknown) => string): string[] {
  if (nameFolded === null || nameFolded === '') return [];
  const whole = bind(nameFolded);
  const near = partsOfName(nameFolded).map((part) => {
    const sought = bind(part);
    return `(select subject_code, 'near-name' as evidence from registry.subject
      where registry.bigrams(name_folded) @> registry.bigrams(${sought}) and strpos(name_folded, ${sought}) > 0
      limit ${mostNear})`;
  });
  return [
    `select subject_code, 'name' as evidence from registry.subject where name_folded = ${whole}`,
    `select subject_code, 'former-name' as evidence from registry.identifier where value = ${whole} and scheme = 'former-name'`,
    ...near,
  ];
}

function factsOf(row: FoundRow): SubjectFacts {
  return {
    subjectCode: row.subject_code,
    kind: row.kind,
    name: row.name,
    nameFolded: row.name_folded,
    status: row.status,
    region: row.region,
    legalRepresentative: row.legal_representative,
    address: row.address,
    establishedOn: row.established_on,
    registrationNumber: row.registration_number,
  };
}
