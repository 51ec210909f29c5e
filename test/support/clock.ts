import { performance } from 'node:perf_hooks'
import type { Clock } from '../../server/platform/clock.ts'

/** A morning in Shanghai after everything that the factories date: orders, receipts, payments. */
const morning = Date.parse('2026-11-22T02:00:00Z')
const began = performance.now()

/**
 * The clock of the tests, whatever the machine's says: no day, season or hour in which they run
 * decides whether they pass. It goes on, so that what happens later is dated later.
 */
export const testClock: Clock = () => new Date(morning + Math.floor(performance.now() - began))
