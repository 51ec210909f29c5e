export { findPointsFault } from './faults.queries.ts'
export { addReward, addRule, openBook } from './keep-book.ts'
export {
  awardPoints,
  recordContributions,
  redeemPoints,
  reverseEntry,
} from './record-points.ts'
