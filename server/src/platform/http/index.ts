export { Answer, type AnswerBody, type AnswerOptions, answer, isFresh, notModified, redirect } from './answer.ts';
export {
  type Browser,
  csrfTokenOf,
  detourCookieLine,
  type FindSession,
  type FoundSession,
  isSessionSecret,
  networkList,
  newSecret,
  sessionCookieLine,
} from './browser.ts';
export { buildHttp, type HttpOptions } from './build.ts';
export type { RenderProblem } from './failures.ts';
export { securityHeaders } from './headers.ts';
export { type OpenApiDocument, type Operation, openApi, type Parameter, type Schema } from './openapi.ts';
export { type MatterRule, purposeOf } from './purpose.ts';
export {
  type Admission,
  type Cache,
  type Call,
  defineRoute,
  type Limits,
  type Media,
  type RawBody,
  type RequestSpec,
  type ResponseSpec,
  type Route,
  type RouteSpec,
  rawBody,
  type Upload,
} from './route.ts';
export { type ServiceOptions, serviceRoutes } from './service-routes.ts';
export { isDay } from './validation.ts';
