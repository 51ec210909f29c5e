import {
  type AcceptedLine,
  type AttributedLine,
  recordAcceptance,
  recordPayment,
} from '../../../server/attribution/index.ts'
import { systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import type { CreditSnapshot } from '../../../shared/attribution/credit.ts'
import { contextFor } from '../app.ts'
import type { TestDatabase } from '../database.ts'

export const xiazhuang = '500237222213'
export const shijing = '441826102221'

/** A credit of one unit that bought, unless more is said. */
export function aCredit(
  attributes: Partial<CreditSnapshot> & { unitId?: string } = {},
): CreditSnapshot {
  const { unitId = newId(), ...rest } = attributes
  return {
    directCredits: [{ unitId, shareBasisPoints: 10_000 }],
    helpUnitId: null,
    introductionId: null,
    pairedCodes: [],
    ...rest,
  }
}

/** A purchase-order line as orders hand it over; nothing of it need stand in the database. */
export function anAttributedLine(attributes: Partial<AttributedLine> = {}): AttributedLine {
  const purchaseOrderId = attributes.purchaseOrderId ?? newId()
  const orderedOn = attributes.orderedOn ?? '2026-04-01'
  return {
    orderLineId: newId(),
    purchaseOrderId,
    purchaseOrderNumber: `PO${purchaseOrderId.slice(-12)}`,
    orderedOn,
    placedAt: new Date(`${orderedOn}T02:00:00Z`),
    cooperativeId: newId(),
    supervisingCountyCode: '500237',
    buyerUnitId: attributes.credit?.directCredits[0]?.unitId ?? newId(),
    channel: 'canteen',
    productId: newId(),
    category: 'vegetable',
    credit: aCredit(),
    grade: 'A',
    ...attributes,
  }
}

export interface AcceptedAttributes {
  grams: number
  cents: number
  on?: string
  villages?: AcceptedLine['villages']
  now?: Date
  receiptLineId?: string
}

/** Reports goods accepted, or with negative figures returned, in a transaction of its own. */
export function accept(
  database: TestDatabase,
  line: AttributedLine,
  attributes: AcceptedAttributes,
) {
  const on = attributes.on ?? '2026-04-10'
  const isReturn = attributes.grams < 0
  const lineId = attributes.receiptLineId ?? newId()
  return transaction(database.db, (tx) =>
    recordAcceptance(tx, contextFor(systemActor, attributes.now), {
      occurredOn: on,
      kind: isReturn ? 'return' : 'acceptance',
      lines: [
        {
          line,
          cause: { type: isReturn ? 'return' : 'goods_receipt', id: newId(), lineId },
          acceptedGrams: attributes.grams,
          acceptedCents: attributes.cents,
          villages: attributes.villages ?? [{ villageCode: xiazhuang, grams: attributes.grams }],
        },
      ],
    }),
  )
}

/** Reports money that arrived, or with a negative amount went back, in a transaction of its own. */
export function pay(
  database: TestDatabase,
  line: AttributedLine,
  attributes: { cents: number; on?: string; now?: Date; paymentId?: string },
) {
  const isRefund = attributes.cents < 0
  const id = attributes.paymentId ?? newId()
  return transaction(database.db, (tx) =>
    recordPayment(tx, contextFor(systemActor, attributes.now), {
      occurredOn: attributes.on ?? '2026-05-10',
      kind: isRefund ? 'refund' : 'payment',
      lines: [
        {
          line,
          cause: { type: isRefund ? 'refund' : 'payment', id, lineId: id },
          paidCents: attributes.cents,
        },
      ],
    }),
  )
}

/** A recognised sale: accepted and paid in full. */
export async function aRecognisedSale(
  database: TestDatabase,
  attributes: Partial<AttributedLine> & {
    grams: number
    cents: number
    on?: string
    /** When it was posted. */
    now?: Date
    villages?: AcceptedLine['villages']
  },
) {
  const { grams, cents, on, now, villages, ...rest } = attributes
  const line = anAttributedLine(rest)
  const day = on ?? '2026-05-10'
  const at = { cents, on: day, ...(now && { now }) }
  await accept(database, line, { grams, ...at, ...(villages && { villages }) })
  await pay(database, line, at)
  return line
}

export interface ProductMark {
  productId: string
  kind: 'brand' | 'organic' | 'green_food'
  name: string
  /** From when it was accepted on, until it was withdrawn; days. */
  from: string
  until: string | null
}

/** A mark of goods that need not stand in the catalogue: facts name them by value. */
export async function aMark(database: TestDatabase, mark: ProductMark): Promise<string> {
  const { productId, kind, name, from, until } = mark
  const id = newId()
  await database.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`
      insert into catalogue.product_marks (id, product_id, kind, name, number, file_id, state,
        added_by, added_at, decided_at, ended_at)
      values (${id}, ${productId}, ${kind}, ${name}, ${id.slice(-8)}, ${newId()},
        ${until === null ? 'accepted' : 'withdrawn'}, ${newId()}, ${from}, ${from}, ${until})`
  })
  return id
}
