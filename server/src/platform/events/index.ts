export { type Consumer, type ConsumerStatus, consumerStatus, enrol, type Pass, runPass } from './consumer.ts';
export {
  type Announcement,
  announce,
  committedSince,
  lastPerKey,
  type OutboxEvent,
  type Position,
  presentPosition,
} from './outbox.ts';
export { type Events, type EventsOptions, type Follower, startEvents } from './runner.ts';
