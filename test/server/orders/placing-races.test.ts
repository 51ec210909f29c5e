import { expect, test } from 'vitest'
import { placeRequisition } from '../../../shared/orders/orders.api.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import { leaveInLot } from '../../support/factories/catalogue.ts'
import { aBuyingUnit, aSeller, neededOn, orderedAt } from '../../support/factories/orders.ts'
import { untilBlocked } from '../../support/race.ts'

const database = await testDatabase({ max: 20 })
const { sql } = database
const clock = () => orderedAt
const program = await testApp({ database, clock })
/** A second program on the same database. */
const two = await testApp({ database, clock })
const unit = await aBuyingUnit(database)
const seller = await aSeller(database)

const order = (lines: { packId: string; quantity: number }[], channelId = unit.channelId) => ({
  body: { channelId, neededOn, lines },
})

const stockOf = async (lotId: string | null) =>
  (
    await sql<{ grams: number }[]>`
    select available_grams as grams from catalogue.lot_stock where lot_id = ${lotId}`
  )[0]?.grams

const soldOf = async (packId: string) =>
  (
    await sql<{ packs: number }[]>`
    select coalesce(sum(quantity), 0) as packs from orders.order_lines where pack_id = ${packId}`
  )[0]?.packs

test('§5.3 64 buyers for the last 10 boxes: exactly 10 are sold, the others are told', async () => {
  const { packId, lotId } = await seller.offer({ stockGrams: 50_000 })
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, index) =>
      (index % 2 ? program : two).send(placeRequisition, order([{ packId, quantity: 1 }]), {
        as: unit.buyer,
      }),
    ),
  )
  const placed = answers.filter((answer) => answer.statusCode === 201)
  expect(placed).toHaveLength(10)
  for (const answer of answers.filter((candidate) => candidate.statusCode !== 201))
    expect(answer.json()).toMatchObject({
      code: 'validation_failed',
      fields: [{ path: ['lines', 0, 'quantity'], code: 'out_of_stock', values: { left: 0 } }],
    })
  expect(await stockOf(lotId)).toBe(0)
  expect(await soldOf(packId)).toBe(10)
})

test('§5.5 the same key 20 times at once makes one order and 20 equal answers', async () => {
  const { packId, lotId } = await seller.offer({ stockGrams: 50_000 })
  const key = 'the same key for all of them'
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? program : two).send(placeRequisition, order([{ packId, quantity: 10 }]), {
        as: unit.buyer,
        key,
      }),
    ),
  )
  expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([201]))
  expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
  expect(await soldOf(packId)).toBe(10)
  expect(await stockOf(lotId)).toBe(0)
})

test('§5.5 the same key with two bodies at once: one is placed, the other refused', async () => {
  const first = await seller.offer()
  const second = await seller.offer()
  const key = 'one key for two bodies'
  const answers = await Promise.all(
    [first, second].map(({ packId }) =>
      program.send(placeRequisition, order([{ packId, quantity: 1 }]), { as: unit.buyer, key }),
    ),
  )
  expect(answers.map((answer) => answer.statusCode).sort()).toEqual([201, 409])
  expect((await soldOf(first.packId)) === 1).toBe((await soldOf(second.packId)) === 0)
})

test('§5.3 two lines of one lot count together', async () => {
  const { productId, packId, lotId } = await seller.offer({ stockGrams: 20_000 })
  const small = await program.deps.newId()
  await sql`insert into catalogue.packs (id, product_id, position, name, net_grams, price_cents)
    values (${small}, ${productId}, 1, '小箱', 2500, 3100)`
  await sql`select catalogue.write_documents(array[${productId}::uuid])`
  const refused = await program.refusal(
    placeRequisition,
    order([
      { packId, quantity: 3 },
      { packId: small, quantity: 3 },
    ]),
    { as: unit.buyer },
  )
  expect(refused.fields).toEqual([
    { path: ['lines', 1, 'quantity'], code: 'out_of_stock', values: { left: 2 } },
  ])
  const both = order([
    { packId, quantity: 3 },
    { packId: small, quantity: 2 },
  ])
  const answers = await Promise.all(
    [program, two].map((app) => app.send(placeRequisition, both, { as: unit.buyer })),
  )
  expect(answers.map((answer) => answer.statusCode).sort()).toEqual([201, 400])
  expect(await stockOf(lotId)).toBe(0)
})

test('§5.3 orders over the same lots in reversed lines never wait in a circle', async () => {
  const offers = await Promise.all(Array.from({ length: 8 }, () => seller.offer()))
  const lines = offers.map(({ packId }) => ({ packId, quantity: 1 }))
  const deadlocksBefore = await deadlocks()
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      (index % 3 ? program : two).send(
        placeRequisition,
        order(index % 2 ? lines : [...lines].reverse()),
        {
          as: unit.buyer,
        },
      ),
    ),
  )
  expect(answers.every((answer) => answer.statusCode === 201)).toBe(true)
  for (const { lotId } of offers) expect(await stockOf(lotId)).toBe(10_000_000 - 60 * 5_000)
  expect(await deadlocks()).toBe(deadlocksBefore)
})

test('§5.4 a budget is never overdrawn, however many order at once', async () => {
  const year = 2026
  const poor = await aBuyingUnit(database, { budget: { year, budgetCents: 5 * 6_000 } })
  const offers = await Promise.all(Array.from({ length: 12 }, () => seller.offer()))
  const answers = await Promise.all(
    offers.map(({ packId }, index) =>
      (index % 2 ? program : two).send(
        placeRequisition,
        order([{ packId, quantity: 1 }], poor.channelId),
        { as: poor.buyer },
      ),
    ),
  )
  expect(answers.filter((answer) => answer.statusCode === 201)).toHaveLength(5)
  for (const answer of answers.filter((candidate) => candidate.statusCode !== 201))
    expect(answer.json()).toMatchObject({ status: 409, code: 'budget_exceeded' })
  const [budget] =
    await sql`select committed_cents from orders.unit_budgets where unit_id = ${poor.id}`
  expect(budget).toEqual({ committed_cents: 30_000 })
})

test('§5.3 who waited for a lot sees what the other left of it', async () => {
  const { packId, lotId } = await seller.offer({ stockGrams: 10_000 })
  await program.call(placeRequisition, order([{ packId, quantity: 1 }]), { as: unit.buyer })
  const holder = await sql.reserve()
  await holder`begin`
  await leaveInLot(holder, { lotId: lotId as string, grams: 0 })
  const waiting = program.send(placeRequisition, order([{ packId, quantity: 1 }]), {
    as: unit.buyer,
  })
  await untilBlocked(database)
  await holder`commit`
  holder.release()
  expect((await waiting).json()).toMatchObject({ fields: [{ code: 'out_of_stock' }] })
  expect(await soldOf(packId)).toBe(1)
})

async function deadlocks(): Promise<number> {
  await sql`select pg_stat_force_next_flush()`
  const [row] = await sql<{ deadlocks: number }[]>`
    select deadlocks from pg_stat_database where datname = current_database()`
  return row?.deadlocks ?? 0
}
