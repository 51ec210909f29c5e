import { afterAll, afterEach, expect } from 'vitest'
import { connect, type Pool } from '../../server/platform/db/connect.ts'
import type { ClientOptions } from '../../server/platform/db/driver.ts'
import { verifyRecords } from '../../server/reports/verify-records.ts'
import type { TestDatabase } from './database.ts'

/** Databases in which a test has broken something on purpose, with the test's reason. */
const broken = new WeakMap<object, string>()

/**
 * From here on the records of this database need not agree, because the test breaks them on
 * purpose. The reason is for the reader; it may not be empty.
 */
export function breaksInvariants(database: TestDatabase, reason: string): void {
  broken.set(database.db, reason)
}

/** After each test of the file, whatever it did has left a whole ledger, true stock and budgets. */
export function assertInvariantsAfterEach(database: TestDatabase): void {
  let pool: Pool | undefined
  afterEach(async () => {
    if (broken.has(database.db) || !(await hasRecords(database))) return
    pool ??= connect(verifying(database.url))
    const { fault } = await verifyRecords(pool.db)
    expect(fault, 'what cunji verify would say after this test').toBeNull()
  })
  afterAll(() => pool?.close())
}

/**
 * One connection on which the verifier's many statements are planned once: planning them anew took
 * longer than most tests.
 */
function verifying(databaseUrl: string): ClientOptions {
  const url = new URL(databaseUrl)
  url.searchParams.set('plan_cache_mode', 'force_generic_plan')
  return { url: url.href, max: 1, applicationName: 'cunji-test-verify' }
}

/** Most tests trade nothing, and one small question finds that out. */
async function hasRecords({ sql }: TestDatabase): Promise<boolean> {
  const [row] = await sql<{ any: boolean }[]>`
    select exists (select from catalogue.lots)
      or exists (select from attribution.recognition_lines)
      or exists (select from attribution.ledger_heads) as any`
  return row?.any ?? false
}
