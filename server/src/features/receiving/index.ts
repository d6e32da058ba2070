/**
 * 汇集: what a district or city platform takes over from its markets. Hides keys, inbox, chain checks, quarantine and
 * passing on. Rules: nothing is stored that is not proved by the market's own chain and seal; a stored event is never
 * changed; a gap is asked for and not filled in; a market that contradicts what it sent before is taken from no further
 * until an officer has looked; every table begins with market_id.
 */
export { forwardDue } from './forwarding.ts'
export { mountInbox } from './inbox.ts'
export { receivingHandlers } from './routes.ts'
export { startForwarder } from './forwarder.ts'
export { pullDue, startPuller } from './pulling.ts'
export { latestReceivedEvent, receivedEventsAfter, reportingMarkets } from './reading.ts'
