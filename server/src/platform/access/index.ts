export {
  forgetOldAnswers,
  type IdempotencyOptions,
  type IdempotentAnswer,
  type IdempotentRequest,
  withIdempotency,
} from './idempotency.ts';
export { isPermission, type PermissionName, permissions, titleOf } from './permissions.ts';
export {
  type Authenticate,
  createToken,
  listTokens,
  type NewToken,
  revokeToken,
  type TokenListing,
  tokenVerifier,
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
