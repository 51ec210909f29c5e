import { closePeriod, lockChain } from '../../../server/attribution/index.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { buildStatement } from '../../../server/reports/build-statement.ts'
import {
  insertClosing,
  insertStatement,
  selectClosings,
  updateClosing,
} from '../../../server/reports/closing.queries.ts'
import { verifications } from '../../../server/reports/reports.tables.ts'
import { testClock } from '../clock.ts'
import type { TestDatabase } from '../database.ts'
import { aRecognisedSale } from './attribution.ts'

interface Month {
  countyCode: string
  month: string
}

/** A month that two people closed, with its statement; what it must wait for is not asked. */
export function aClosedMonth(database: TestDatabase, key: Month): Promise<void> {
  return transaction(database.db, async (tx) => {
    const at = testClock()
    const id = newId()
    const { lastNumber, lastHash } = await lockChain(tx, key.countyCode)
    const prepared = { preparedBy: newId(), preparedAt: at }
    await insertClosing(tx, { ...key, id, state: 'prepared', remark: '', ...prepared })
    const [closing] = await selectClosings(tx, key)
    if (closing === undefined) throw new Error('the closing stands')
    const by = newId()
    await closePeriod(tx, { ...key, closedAt: at })
    const frozen = await buildStatement(tx, {
      closing,
      closed: { by, at },
      chain: { lastNumber, lastHash },
      config: { logSm3: false },
    })
    await updateClosing(tx, id, { state: 'closed', decidedBy: by, decidedAt: at, reason: '' })
    await insertStatement(tx, { ...key, closingId: id, ...frozen, closedAt: at })
  })
}

/** A verification of a county, or with '' of the nation, that found nothing. */
export async function aVerification(
  database: TestDatabase,
  attributes: { scope: string; at: Date; fault?: typeof verifications.$inferInsert.fault },
): Promise<void> {
  const { scope, at, fault = null } = attributes
  await database.db
    .insert(verifications)
    .values({ id: newId(), scope, requestedAt: at, finishedAt: at, fault })
}

/** Two counties whose April may be closed: of the first one it is prepared, by somebody else. */
export async function closableMonths(database: TestDatabase) {
  const month = '2026-04'
  const [prepared, open] = ['530921', '530922'] as const
  for (const countyCode of [prepared, open]) {
    const villages = [{ villageCode: `${countyCode}100200`, grams: 1_000 }]
    const sale = { grams: 1_000, cents: 900, on: '2026-04-20', villages }
    await aRecognisedSale(database, { ...sale, supervisingCountyCode: countyCode })
  }
  const at = testClock()
  await aVerification(database, { scope: '53', at })
  const closingId = newId()
  await transaction(database.db, (tx) =>
    insertClosing(tx, {
      ...{ id: closingId, countyCode: prepared, month, state: 'prepared', remark: '' },
      ...{ preparedBy: newId(), preparedAt: at },
    }),
  )
  return {
    closingId,
    prepared: { countyCode: prepared, month },
    open: { countyCode: open, month },
  }
}
