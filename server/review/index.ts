export { checkOrders } from './check-orders.ts'
export { clearFlag, confirmFlag, upholdFlag } from './decide-flag.ts'
export { approveOpening } from './decide-opening.ts'
export {
  enterManyOpening,
  enterOpening,
  type SheetOpening,
  withdrawManyOpening,
} from './enter-opening.ts'
export {
  type EnteredOutside,
  enterManyOutside,
  goodsIdOf,
  sellersOf,
  withdrawManyOutside,
} from './enter-outside.ts'
export { findFlagFault, findOpeningFault, findOutsideFault } from './faults.queries.ts'
export { lockOpenings } from './opening.queries.ts'
export { enteredAlready, lockPurchases, outsideByIds } from './outside.queries.ts'
export { entersOutsideFor } from './review.policy.ts'
export { startCheckRun, workOnCheckRuns } from './run-checks.ts'
export { mattersInReview, waitingInReview } from './waiting.queries.ts'
export { reviewListeners, workOnChecks } from './work-on-checks.ts'
