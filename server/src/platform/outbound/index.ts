export { createOutbound, type Outbound, type OutboundRequest } from './outbound.ts';
export type { OutboundPolicy } from './policy.ts';
