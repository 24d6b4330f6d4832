/** Merkle trees as in RFC 9162, kept in tiles. Pure. */
export { type Digest, emptyRoot, Frontier, hashBytes, leafHash, rootOf } from './hashing.ts';
export {
  BrokenTree,
  consistencyProof,
  edgeAddresses,
  hashesOf,
  inclusionProof,
  type Tile,
  type TileAddress,
  TiledTree,
  type TileSource,
  tileWidth,
} from './tiles.ts';
export { provesConsistency, rootFromInclusion } from './verification.ts';
