import { expect, test } from 'vitest'
import { findBalanceFault, findJournalFault } from '../../../server/billing/index.ts'
import { type EntryToPost, postEntries } from '../../../server/billing/post-entries.ts'
import { confirmRefund, recordRefund } from '../../../server/billing/refund-payment.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { recordSettlements, reverseSettlement } from '../../../shared/billing/settlements.api.ts'
import { contextFor, testApp } from '../../support/app.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { insertPlaces } from '../../support/factories/villages.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, database } = await testApp({ clock: () => now })
await insertPlaces(database)

async function billed() {
  const order = await aReceivedOrder(database)
  return {
    ...order,
    ...(await anInvoice(database, { ...order, freightCents: 300, reason: '运费' })),
  }
}
type Billed = Awaited<ReturnType<typeof billed>>

async function balancesOf(organisationId: string) {
  const rows = await database.sql<{ account: string; cents: number }[]>`
    select account, sum(debit_cents - credit_cents)::bigint as cents
    from billing.account_balances where organisation_id = ${organisationId}
    group by 1 having sum(debit_cents - credit_cents) <> 0 order by 1`
  return Object.fromEntries(rows.map(({ account, cents }) => [account, cents]))
}

async function refund(world: Billed, amountCents: number) {
  const orderLineId = world.orderLines[0]?.id as string
  const refundId = await transaction(database.db, (tx) =>
    recordRefund(tx, contextFor(world.manager, now), {
      invoiceId: world.invoiceId,
      bankReference: newId(),
      refundedOn: '2026-07-21',
      reason: '多付',
      lines: [{ orderLineId, amountCents }],
    }),
  )
  await transaction(database.db, (tx) =>
    confirmRefund(tx, contextFor(world.finance, now), { refundId }),
  )
}

test('§7.1 every act is posted in both sides’ books, which mirror each other', async () => {
  const world = await billed()
  const [{ total } = { total: 0 }] = await database.sql<{ total: number }[]>`
    select goods_cents + freight_cents as total from billing.invoices
    where id = ${world.invoiceId}`
  expect(await balancesOf(world.seller.id)).toEqual({
    receivable: total,
    sales: 300 - total,
    freight: -300,
  })
  await aConfirmedPayment(database, { ...world, amountCents: 1_000 })
  await refund(world, 400)
  const seller = await balancesOf(world.seller.id)
  expect(seller).toMatchObject({ receivable: total - 600, bank_clearing: 600 })
  const buyer = await balancesOf(world.unit.id)
  expect(buyer).toEqual({
    payable: 600 - total,
    bank_clearing: -600,
    purchases: total - 300,
    freight: 300,
  })
})

test('§7.1 a settlement stands in the seller’s books alone, and is taken back there', async () => {
  const world = await billed()
  await aConfirmedPayment(database, { ...world, amountCents: 1_000 })
  const row = {
    villageCode: '500237222213',
    recipientKind: 'collective' as const,
    recipientName: '下庄村集体',
    amountCents: 700,
    settledOn: '2026-07-21',
  }
  const body = { purchaseOrderId: world.purchaseOrderId, rows: [row] }
  const { items } = await call(recordSettlements, { body }, { as: world.manager })
  expect(await balancesOf(world.seller.id)).toMatchObject({ settlements: 700, bank_clearing: 300 })
  const params = { settlementId: items[0]?.id as string }
  await call(reverseSettlement, { params, body: { reason: '填错' } }, { as: world.manager })
  const after = await balancesOf(world.seller.id)
  expect(after).toMatchObject({ bank_clearing: 1_000 })
  expect(after).not.toHaveProperty('settlements')
})

test('§7.1 what does not balance, is posted twice or changed is refused', async () => {
  const world = await billed()
  const entry: EntryToPost = {
    organisationId: world.seller.id,
    counterpartyId: world.unit.id,
    cause: { kind: 'fee', id: newId() },
    invoiceId: null,
    occurredOn: '2026-07-21',
    postings: [
      { account: 'fees', cents: 5 },
      { account: 'bank_clearing', cents: -4 },
    ],
  }
  const post = (entries: EntryToPost[]) =>
    transaction(database.db, (tx) => postEntries(tx, contextFor(world.manager, now), entries))
  await expect(post([entry])).rejects.toThrow(/balance/)
  const posted = { ...entry, cause: { kind: 'invoice' as const, id: world.invoiceId } }
  const balanced = [
    { account: 'fees' as const, cents: 4 },
    { account: 'bank_clearing' as const, cents: -4 },
  ]
  await expect(post([{ ...posted, postings: balanced }])).rejects.toMatchObject({
    cause: { constraint_name: 'journal_entries_cause' },
  })
  // As a program could that forgets to count.
  const id = newId()
  const row = database.sql`insert into billing.journal_entries (id, organisation_id, cause_kind,
    cause_id, occurred_on, posted_by, posted_at) values (${id}, ${world.seller.id}, 'fee', ${id},
    '2026-07-21', ${world.manager.personId}, ${now})`
  await expect(row).rejects.toThrow(/no postings/)
  const [some] = await database.sql`select * from billing.postings limit 1`
  await expect(
    database.sql`insert into billing.postings ${database.sql({
      ...some,
      account: 'fees',
      cents: 1,
    })}`,
  ).rejects.toThrow(/does not balance/)
  for (const table of ['billing.journal_entries', 'billing.postings'])
    for (const change of [`delete from ${table}`, `truncate ${table} cascade`])
      await expect(database.sql.unsafe(change)).rejects.toThrow(/append-only/)
  await expect(database.sql`update billing.postings set cents = 1`).rejects.toThrow(/append-only/)
})

test('§7.1 verify names books that are not what the documents say, and wrong balances', async () => {
  await billed()
  const broken = async (statement: string) => {
    const rollback = new Error('undone')
    let found: unknown[] = []
    await database.db
      .transaction(async (tx) => {
        await tx.execute('set local session_replication_role = replica')
        await tx.execute(statement)
        found = [await findJournalFault(tx, ''), await findBalanceFault(tx, '')]
        throw rollback
      })
      .catch((error) => {
        if (error !== rollback) throw error
      })
    return found
  }
  expect(await findJournalFault(database.db, '')).toBeUndefined()
  expect(await findBalanceFault(database.db, '')).toBeUndefined()
  const [journal, balance] = await broken('update billing.postings set cents = cents + 1')
  expect(journal).toMatchObject({ detail: expect.stringContaining('by the documents') })
  expect(balance).toMatchObject({ detail: expect.stringMatching(/are kept|out of balance/) })
  const [missing] = await broken('delete from billing.postings')
  expect(missing).toMatchObject({ detail: expect.stringContaining('is 0 fen in the books') })
  const [, kept] = await broken('update billing.account_balances set debit_cents = debit_cents + 1')
  expect(kept).toMatchObject({ detail: expect.stringContaining('are kept') })
})
