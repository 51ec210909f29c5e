import { afterEach, expect } from 'vitest'
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
  afterEach(async () => {
    if (broken.has(database.db) || !(await hasRecords(database))) return
    const { fault } = await verifyRecords(database.db)
    expect(fault, 'what cunji verify would say after this test').toBeNull()
  })
}

/** Most tests trade nothing, and one small question finds that out. */
async function hasRecords({ sql }: TestDatabase): Promise<boolean> {
  const [row] = await sql<{ any: boolean }[]>`
    select exists (select from catalogue.lots)
      or exists (select from attribution.recognition_lines)
      or exists (select from attribution.ledger_heads) as any`
  return row?.any ?? false
}
