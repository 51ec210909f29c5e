import { expect, test } from 'vitest'
import { addBankLines } from '../../../server/billing/index.ts'
import { recordPayment } from '../../../server/billing/pay-invoice.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { contextFor } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import { anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { countStatements } from '../../support/statements.ts'

const database = await testDatabase()
const at = new Date('2026-07-21T01:00:00Z')

test('§7.2 lines are matched and confirmed by as many statements, however many they are', async () => {
  const order = await aReceivedOrder(database, { lines: [{ quantity: 10 }] })
  const { invoiceId } = await anInvoice(database, order)
  const pay = (amountCents: number) =>
    transaction(database.db, (tx) =>
      recordPayment(tx, contextFor(order.finance, at), {
        ...{ invoiceId, amountCents, bankReference: `T2026${amountCents}`, paidOn: '2026-07-20' },
      }),
    )
  const cost = async (sums: number[], others: number) => {
    for (const cents of sums) await pay(cents)
    const lines = [...sums, ...Array.from({ length: others }, (_, at) => 10_000_000 + at)].map(
      (cents) => ({
        ...{ id: newId(), account: '6217', bookedOn: '2026-07-20', serial: newId() },
        ...{
          amountCents: cents,
          balanceCents: null,
          counterpartyName: '',
          counterpartyAccount: '',
        },
        purpose: `货款 T2026${cents}`,
      }),
    )
    const { statements } = await countStatements(database, () =>
      transaction(database.db, (tx) => addBankLines(tx, contextFor(order.manager, at), lines)),
    )
    // The ledger's own trigger asks once for each entry.
    return statements.filter((text) => !/^\s*not exists \(/.test(text)).length
  }
  const few = await cost([101], 1)
  const many = await cost([201, 202, 203, 204, 205, 206], 500)
  expect(many).toBe(few)
  const [row] = await database.sql`select count(*)::int as count from billing.payments
    where invoice_id = ${invoiceId} and state = 'confirmed'`
  expect(row?.count).toBe(7)
})
