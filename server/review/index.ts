export { checkOrders } from './check-orders.ts'
export { findFlagFault } from './faults.queries.ts'
export { waitingInReview } from './waiting.queries.ts'
export { reviewListeners, workOnChecks } from './work-on-checks.ts'
