/** Folding of names for comparison. The function itself lives in contracts, where the registry and the search reach it. */
export { foldName } from '@xinheng/contracts/fold-name.ts';
