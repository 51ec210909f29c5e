export { findPointsFault } from './faults.queries.ts'
