/** The session as the workbench is told of it. */
import type { Post, Session } from '@xinheng/contracts/workbench.ts';
import { csrfTokenOf } from '../../../platform/http/index.ts';
import { type HeldPost, postsOf } from '../../organisation/index.ts';
import type { Context } from '../context.ts';
import { passwordRules } from '../rules/password.ts';
import type { Live } from './live.ts';

/** What is said of a session, or of nobody's; `secret` is the cookie that goes with it. */
export async function describeSession(context: Context, secret: string, live: Live | null): Promise<Session> {
  const { city } = context;
  const session: Session = {
    state: live?.step ?? 'anonymous',
    csrfToken: csrfTokenOf(secret),
    practice: context.practice,
    demonstration: context.demonstration,
    city: { code: city.code, name: city.name },
    passwordRules: passwordRules(city.signIn.password),
  };
  if (context.identityService !== undefined) session.oidc = { title: context.identityService.title };
  if (live?.step !== 'active') return session;
  const posts = (await postsOf(context.db.pool, live.officer.personId)).map((post) => postOf(context, post));
  const post = posts.find(({ postId }) => postId === live.officer.postId);
  if (post === undefined) return { ...session, state: 'anonymous' };
  const { personId, name, accountId, grants } = live.officer;
  session.officer = {
    personId,
    name,
    accountId,
    post,
    posts,
    permissions: Object.fromEntries(grants),
    idleSeconds: city.signIn.session.idleMinutes * 60,
    absoluteUntil: new Date(live.session.absoluteUntil).toISOString(),
  };
  return session;
}

function postOf({ city }: Context, held: HeldPost): Post {
  const { postId, title, organisation, organisationName, region, regionName } = held;
  const roles = held.roles.map((code) => ({ code, name: city.roles.find((role) => role.code === code)?.name ?? code }));
  return { postId, title, organisation, organisationName, region, regionName, roles };
}
