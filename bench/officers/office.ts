/** Two hundred people with posts, accounts and sessions, as if they had signed in a minute ago. */
import { createHash, randomBytes } from 'node:crypto';
import { appoint, createPerson } from '../../server/src/modules/organisation/index.ts';
import type { City } from '../../server/src/platform/city/index.ts';
import { type Db, transact } from '../../server/src/platform/db/index.ts';

export interface Desk {
  role: string;
  cookie: string;
  /** An address of his own, since limits are counted by address. */
  address: string;
}

const shares: readonly (readonly [string, number])[] = [
  ['entry-clerk', 0.5],
  ['region-supervisor', 0.2],
  ['reviewer', 0.2],
  ['credit-officer', 0.1],
];

function roleAt(share: number): string {
  let sum = 0;
  for (const [role, part] of shares) {
    sum += part;
    if (share < sum) return role;
  }
  return 'entry-clerk';
}

/** Makes the officers. Signing in itself is not part of the question; argon2id has a figure of its own. */
export async function hire(db: Db, city: City, count: number): Promise<Desk[]> {
  const counties = city.departments.filter(({ code }) => /^market-regulation-\d{6}$/.test(code));
  const doing = { viewer: { kind: 'operator', name: 'bench' } as const, city };
  const desks: Desk[] = [];
  await transact(db, async (tx) => {
    for (let n = 0; n < count; n++) {
      const role = roleAt((n + 0.5) / count);
      const county = counties[n % counties.length]?.code ?? 'market-regulation';
      const organisation =
        role === 'credit-officer' ? 'development-reform' : role === 'reviewer' ? 'market-regulation' : county;
      const { personId } = await createPerson(tx, doing, { name: `量测人员${n}` });
      const { postId } = await appoint(tx, doing, { personId, organisation, title: '科员', roles: [role] });
      const secret = `s${randomBytes(32).toString('base64url')}`;
      await tx.client.query(
        `with opened as (
           insert into accounts.account (person_id, login, opened_by) values ($1, $2, 'bench') returning account_id
         )
         insert into accounts.session (session_id, secret_hash, account_id, post_id, standing, method, begun_at,
           last_seen_at, absolute_until, second_factor_at, must_change_password, address, user_agent)
         select $3, $4, account_id, $5, $6, 'password', now(), now(), now() + interval '8 hours', now(), false, $7, 'bench'
           from opened`,
        [
          personId,
          `bench-${n}`,
          randomBytes(12).toString('hex'),
          createHash('sha256').update(secret).digest(),
          postId,
          `${organisation} ${role}`,
          '127.0.0.1',
        ],
      );
      const address = `10.9.${Math.floor(n / 250)}.${(n % 250) + 1}`;
      desks.push({ role, cookie: `__Host-xinheng=${secret}`, address });
    }
  });
  return desks;
}
