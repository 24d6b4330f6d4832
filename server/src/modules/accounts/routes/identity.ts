/** To the city's identity service and back. Both are visits of the browser itself, so both answer with a redirect. */
import { Type } from 'typebox';
import {
  defineRoute,
  detourCookieLine,
  type Route,
  redirect,
  sessionCookieLine,
} from '../../../platform/http/index.ts';
import { detourSeconds, type IdentityFailure, openDetour, sealDetour, signInByIdentity } from '../actions/identity.ts';
import type { Context } from '../context.ts';
import type { IdentityService } from '../identity-service.ts';
import { browserIn, originIn, requireSecure } from './session.ts';

const detourCookie = '__Host-xinheng-detour';
const forgetDetour = detourCookieLine(detourCookie, '', 0);
const callbackPath = '/api/v1/session/oidc/callback';
const about = { permission: 'sign-in', tag: '登录与会话', response: { 303: Type.Null() } } as const;

/** The two routes; none where the city has no identity service. */
export function identityRoutes(context: Context): Route[] {
  const { identityService } = context;
  return identityService === undefined ? [] : [start(context, identityService), callback(context, identityService)];
}

function signInPage(parameters: Record<string, string>): string {
  return `/workbench/sign-in?${new URLSearchParams(parameters)}`;
}

const failed = (failure: IdentityFailure, cookies: readonly string[] = [forgetDetour]) =>
  redirect(signInPage({ error: failure }), 303, cookies);

/** An address inside the workbench; anything else leads to its first page. */
function inside(wanted: string | undefined): string {
  return wanted !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(wanted) ? wanted : '/';
}

function start(context: Context, service: IdentityService): Route {
  return defineRoute({
    ...about,
    method: 'GET',
    path: '/api/v1/session/oidc/start',
    summary: '转往统一身份认证',
    request: { query: Type.Object({ return: Type.Optional(Type.String({ maxLength: 2000 })) }) },
    limits: { ratePerMinute: 30 },
    errors: ['insecure-connection'],
    async handler(call) {
      const browser = browserIn(call);
      requireSecure(browser);
      try {
        const { address, detour } = await service.begin(`${browser.origin}${callbackPath}`);
        const sealed = sealDetour(context, { ...detour, returnTo: inside(call.query.return) });
        return redirect(address, 303, [detourCookieLine(detourCookie, sealed, detourSeconds)]);
      } catch (error) {
        call.log.warn({ err: error }, 'identity service');
        return failed('identity-failed', []);
      }
    },
  });
}

function callback(context: Context, service: IdentityService): Route {
  return defineRoute({
    ...about,
    method: 'GET',
    path: callbackPath,
    summary: '从统一身份认证返回',
    limits: { ratePerMinute: 30 },
    async handler(call) {
      const browser = browserIn(call);
      const detour = openDetour(context, browser.cookie(detourCookie));
      if (detour === null) return failed('identity-expired');
      const url = new URL(call.url, browser.origin);
      const outcome = await signInByIdentity(context, service, { url, detour }, originIn(call));
      if ('failure' in outcome) {
        if (outcome.cause !== undefined) call.log.warn({ err: outcome.cause }, 'identity service');
        return failed(outcome.failure);
      }
      const cookies = [sessionCookieLine(outcome.secret), forgetDetour];
      return redirect(signInPage({ return: detour.returnTo }), 303, cookies);
    },
  });
}
