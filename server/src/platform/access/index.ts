export {
  forgetOldAnswers,
  type IdempotencyOptions,
  type IdempotentAnswer,
  type IdempotentRequest,
  withIdempotency,
} from './idempotency.ts';
export { isPermission, isScope, type PermissionName, permissions, scopes, titleOf } from './permissions.ts';
export { type Authenticate, tokenVerifier } from './token-check.ts';
export {
  createToken,
  findToken,
  forgetTokens,
  listTokens,
  type NewToken,
  revokeToken,
  rotateToken,
  type TokenListing,
} from './tokens.ts';
export { adoptKey, openVault, requireKeyOfStore, Vault } from './vault.ts';
export {
  actorOf,
  type Belonging,
  type Client,
  demand,
  departmentOf,
  may,
  mayWriteFor,
  type Officer,
  type Place,
  type Purpose,
  publicViewer,
  reachesTo,
  reachOf,
  type Viewer,
  type Who,
  whoIs,
  wider,
  within,
} from './viewer.ts';
