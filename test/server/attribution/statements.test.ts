import { expect, test } from 'vitest'
import { recordAcceptance, recordPayment } from '../../../server/attribution/index.ts'
import { systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { contextFor } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import { anAttributedLine, shijing, xiazhuang } from '../../support/factories/attribution.ts'
import { countStatements } from '../../support/statements.ts'

const database = await testDatabase()

const villages = [
  { villageCode: xiazhuang, grams: 500 },
  { villageCode: shijing, grams: 500 },
]

/** Statements for a receipt and a payment of so many lines, BEGIN and COMMIT among them. */
async function statementsFor(lineCount: number) {
  const purchaseOrderId = newId()
  const lines = Array.from({ length: lineCount }, () => anAttributedLine({ purchaseOrderId }))
  const cause = (type: 'goods_receipt' | 'payment') => ({ type, id: newId(), lineId: newId() })
  const received = await countStatements(database, () =>
    transaction(database.db, (tx) =>
      recordAcceptance(tx, contextFor(systemActor), {
        occurredOn: '2026-05-01',
        lines: lines.map((line) => ({
          line,
          cause: cause('goods_receipt'),
          acceptedGrams: 1_000,
          acceptedCents: 1_000,
          villages,
        })),
      }),
    ),
  )
  const paid = await countStatements(database, () =>
    transaction(database.db, (tx) =>
      recordPayment(tx, contextFor(systemActor), {
        occurredOn: '2026-06-01',
        lines: lines.map((line) => ({ line, cause: cause('payment'), paidCents: 1_000 })),
      }),
    ),
  )
  return { received: received.statements.length, paid: paid.statements.length }
}

test('posting twenty lines takes as many statements as posting one, and few', async () => {
  await statementsFor(1)
  const single = await statementsFor(1)
  expect(await statementsFor(20)).toEqual(single)
  // One of them holds the marks of the goods until they are read.
  expect(single.received).toBeLessThanOrEqual(7)
  expect(single.paid).toBeLessThanOrEqual(11)
})
