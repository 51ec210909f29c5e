import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { monthOfDay } from '../../../shared/months.ts'
import type { EvidenceSide } from '../../../shared/review/evidence.ts'
import { filesOfSameContent } from '../../evidence/index.ts'
import { arrayOf, queryRows } from '../../platform/db/rows.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import type { Rule } from '../finding.ts'

const photographed = z.object({
  fileId: z.uuid(),
  receiptId: z.uuid(),
  receiptNumber: z.string(),
  receivedAt: z.date(),
  receivedOn: z.string(),
  purchaseOrderId: z.uuid(),
  orderLineId: z.uuid(),
  unitName: z.string(),
  sellerName: z.string(),
  productName: z.string(),
  acceptedCents: z.int(),
})
type Photographed = z.output<typeof photographed>

/** §8: the same photo, by the hash of what was uploaded, under two goods receipts. */
export const samePhoto: Rule = async (reader, { orders }) => {
  const own = await photosOf(
    reader,
    sql`r.purchase_order_id = any(${arrayOf(
      'uuid',
      orders.map(({ id }) => id),
    )})`,
  )
  const alike = await filesOfSameContent(
    reader,
    own.map(({ fileId }) => fileId),
  )
  const others = await photosOf(
    reader,
    sql`l.photo_file_id = any(${arrayOf(
      'uuid',
      alike.map(({ otherId }) => otherId),
    )})`,
  )
  const called = new Map(orders.map((order) => [order.id, order]))
  return own.flatMap((line) => {
    const order = called.get(line.purchaseOrderId)
    const same = new Set(
      alike.filter(({ fileId }) => fileId === line.fileId).map(({ otherId }) => otherId),
    )
    // The later of two records took its photo from the earlier one.
    const earlier = others.find(
      (other) =>
        same.has(other.fileId) && isBefore(other, line) && other.receiptId !== line.receiptId,
    )
    if (order === undefined || earlier === undefined) return []
    return [
      {
        ...{ rule: 'same_photo' as const, matter: `${line.receiptId} ${earlier.receiptId}`, order },
        ...{ measure: null, month: monthOfDay(line.receivedOn), cents: line.acceptedCents },
        lines: [{ orderLineId: line.orderLineId, purchaseOrderId: order.id }],
        evidence: {
          threshold: null,
          sides: [sideOf('photo_here', line), sideOf('photo_earlier', earlier)],
        },
      },
    ]
  })
}

function isBefore(one: Photographed, other: Photographed): boolean {
  const [first, second] = [one.receivedAt.getTime(), other.receivedAt.getTime()]
  return first < second || (first === second && one.receiptId < other.receiptId)
}

function photosOf(reader: Reader, condition: ReturnType<typeof sql>) {
  return queryRows(
    reader,
    photographed,
    sql`
    select l.photo_file_id as file_id, r.id as receipt_id, r.number as receipt_number,
      r.received_at, r.received_on, r.purchase_order_id, l.order_line_id, unit.name as unit_name,
      seller.name as seller_name, o.product_name, l.accepted_cents
    from deliveries.goods_receipts_published r
      join deliveries.goods_receipt_lines_published l on l.receipt_id = r.id
      join orders.order_lines_published o on o.id = l.order_line_id
      join orders.purchase_orders_published p on p.id = r.purchase_order_id
      join organisations.organisations_published unit on unit.id = p.unit_id
      join organisations.organisations_published seller on seller.id = p.cooperative_id
    where ${condition} and l.photo_file_id is not null`,
  )
}

function sideOf(name: 'photo_here' | 'photo_earlier', line: Photographed): EvidenceSide {
  return {
    ...{ name, isOfOthers: name === 'photo_earlier' },
    documents: [{ type: 'goods_receipt', id: line.receiptId, name: line.receiptNumber }],
    facts: [
      { name: 'goods', kind: 'text', value: line.productName },
      { name: 'seller', kind: 'text', value: line.sellerName },
      { name: 'buyer', kind: 'text', value: line.unitName },
      { name: 'received_at', kind: 'instant', value: line.receivedAt.toISOString() },
      { name: 'amount', kind: 'money', value: line.acceptedCents },
    ],
  }
}
