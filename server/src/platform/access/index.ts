export {
  forgetOldAnswers,
  type IdempotencyOptions,
  type IdempotentAnswer,
  type IdempotentRequest,
  withIdempotency,
} from './idempotency.ts';
export { isPermission, type PermissionName, permissions } from './permissions.ts';
export {
  type Authenticate,
  createToken,
  listTokens,
  type NewToken,
  revokeToken,
  type TokenListing,
  tokenVerifier,
} from './tokens.ts';
export { actorOf, demand, mayWriteFor, publicViewer, type Viewer } from './viewer.ts';
