/** The one list pattern: a module says what its list is, this room pages, counts, exports and acts. See README.md. */
export {
  type ActionCall,
  type Bind,
  type Column,
  defineList,
  type Filter,
  type FilterValue,
  type KeyPart,
  type List,
  type ListAction,
  type Mask,
  type Options,
} from './definition.ts';
export { createListing, type Listing } from './listing.ts';
