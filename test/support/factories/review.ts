import type { Actor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import { approveOpening } from '../../../server/review/decide-opening.ts'
import { approveOutside } from '../../../server/review/decide-outside.ts'
import { enterOpening } from '../../../server/review/enter-opening.ts'
import { enterOutside } from '../../../server/review/enter-outside.ts'
import { flagDecisions, flagLines, flags } from '../../../server/review/review.tables.ts'
import type { FlagState } from '../../../shared/review/flag-states.ts'
import type { OutsideFiles, OutsidePurchase } from '../../../shared/review/outside.schemas.ts'
import { contextFor } from '../app.ts'
import type { TestDatabase } from '../database.ts'
import { aDocument } from './assistance.ts'

export interface FlagAttributes {
  /** An order that stands in the database: all its lines are flagged. */
  purchaseOrderId: string
  state?: FlagState
  /** Who proposed to uphold it, or upheld it without a line to reverse. */
  decidedBy?: string
}

/** A flag as the check of minutes opens it. */
export async function aFlag(database: TestDatabase, attributes: FlagAttributes): Promise<string> {
  const { purchaseOrderId, state = 'open', decidedBy } = attributes
  const id = newId()
  const openedAt = new Date('2026-07-21T01:00:00Z')
  const [order] = await database.sql<{ unit_id: string; cooperative_id: string }[]>`
    select unit_id, cooperative_id from orders.purchase_orders where id = ${purchaseOrderId}`
  const lines = await database.sql<{ id: string }[]>`
    select id from orders.order_lines where purchase_order_id = ${purchaseOrderId} order by id`
  await database.db.insert(flags).values({
    ...{ id, rule: 'minutes', matter: id, edition: 1, supervisingCountyCode: '500237' },
    ...{ cooperativeId: order?.cooperative_id ?? '', unitId: order?.unit_id ?? '' },
    ...{ villageCodes: ['500237222213'], month: '2026-07', cents: 60_000, state, openedAt },
    evidence: { sides: [], threshold: null },
  })
  await database.db
    .insert(flagLines)
    .values(lines.map((line) => ({ flagId: id, orderLineId: line.id, purchaseOrderId })))
  if (decidedBy !== undefined)
    await database.db.insert(flagDecisions).values({
      ...{ id: newId(), flagId: id, reason: '查无此货', decidedBy, decidedAt: openedAt },
      act: state === 'upheld' ? 'uphold' : 'propose',
      orderLineIds: state === 'upheld' ? [] : lines.map((line) => line.id),
    })
  return id
}

export interface OutsideAttributes extends Partial<OutsidePurchase> {
  /** Somebody of the unit, or an official for it. */
  enteredBy: Actor
  unitId: string
  grade?: 'B' | 'C'
  /** Without documents it waits for them. */
  files?: OutsideFiles | null
  /** Who attests it, if anybody does. */
  approvedBy?: Actor
  at: Date
}

/** A purchase outside, through the acts themselves. */
export async function anOutside(
  database: TestDatabase,
  attributes: OutsideAttributes,
): Promise<string> {
  const { enteredBy, grade = 'B', files = null, approvedBy, at, ...changes } = attributes
  const id = newId()
  await transaction(database.db, async (tx) => {
    await enterOutside(tx, contextFor(enteredBy, at), {
      ...{ id, grade, files, channel: 'canteen', sellerName: '石院村股份经济合作社' },
      ...{ sellerCreditCode: null, villageCode: '500237222213', productName: '核桃' },
      ...{ category: 'nuts', grams: 500_000, cents: 1_500_000, purchasedOn: '2026-06-12' },
      ...{ paidOn: '2026-06-15', number: id, remark: '', ...changes },
    })
    if (approvedBy !== undefined)
      await approveOutside(tx, contextFor(approvedBy, at), {
        ...{ outsideId: id, different: [], reason: '' },
      })
  })
  return id
}

/** One that lacks documents, one that waits to be attested, and one that was. */
export async function outsidePurchasesOf(
  database: TestDatabase,
  people: { leader: Actor; unitId: string; official: Actor; second: Actor },
) {
  const { leader, unitId, official, second } = people
  const ownFiles = async (owner = unitId) => {
    const { fileId } = await aDocument(database, owner)
    return { invoiceFileId: fileId, paymentFileId: fileId, weighFileId: fileId }
  }
  const at = new Date('2026-07-21T01:00:00Z')
  const of = (cents: number, more: Partial<OutsideAttributes>) =>
    anOutside(database, {
      ...{ enteredBy: leader, unitId, at, cents, productName: `核桃${cents}` },
      ...more,
    })
  return {
    files: await ownFiles(),
    filesOfOfficial: await ownFiles(official.organisationId ?? ''),
    ids: {
      draft: await of(100_000, {}),
      submitted: await of(200_000, { files: await ownFiles() }),
      approved: await of(300_000, { files: await ownFiles(), approvedBy: second }),
      ofOfficial: await of(400_000, { enteredBy: official }),
    },
  }
}

/** Opening figures of a village's year, through the acts themselves. */
export async function anOpening(
  database: TestDatabase,
  attributes: { enteredBy: Actor; approvedBy?: Actor; year?: number; at: Date },
): Promise<string> {
  const { enteredBy, approvedBy, year = 2023, at } = attributes
  const id = newId()
  const { fileId } = await aDocument(database, enteredBy.organisationId ?? '')
  const line = { villageCode: '500237222213', unitId: null, productName: '' }
  await transaction(database.db, async (tx) => {
    await enterOpening(tx, contextFor(enteredBy, at), {
      ...{ id, year, source: `${year}年消费帮扶台账`, fileId },
      lines: [{ ...line, grams: 1_000_000, cents: 3_000_000 }],
    })
    if (approvedBy !== undefined) await approveOpening(tx, contextFor(approvedBy, at), id)
  })
  return id
}

/** Opening figures that wait for the second official, and some that were approved. */
export async function openingsOf(
  database: TestDatabase,
  { official, secondOfficial }: { official: Actor; secondOfficial: Actor },
) {
  const at = new Date('2026-07-21T01:00:00Z')
  const approved = { enteredBy: official, approvedBy: secondOfficial, year: 2022, at }
  return {
    submitted: await anOpening(database, { enteredBy: secondOfficial, at }),
    approved: await anOpening(database, approved),
    file: (await aDocument(database, official.organisationId ?? '')).fileId,
  }
}
