import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { monthOfDay } from '../../../shared/months.ts'
import type { EvidenceSide } from '../../../shared/review/evidence.ts'
import { judgeCopies } from '../../../shared/review/judge.ts'
import { filesOfSameContent } from '../../evidence/index.ts'
import { arrayOf, queryRows } from '../../platform/db/rows.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import type { Batch, Rule } from '../finding.ts'

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

/**
 * §8: the same photo, by the hash of what was uploaded, under two goods receipts. Each receipt that
 * uses it again is one matter with the earliest one, with all its lines, however many others do.
 */
export const samePhoto: Rule = async (reader, { orders }) => {
  const own = await photosOf(reader, orders)
  const alike = await filesOfSameContent(reader, [...new Set(own.map(({ fileId }) => fileId))])
  const contents = new Map(alike.map(({ fileId, sha256 }) => [fileId, sha256]))
  const called = new Map(orders.map((order) => [order.id, order]))
  const used = [...(await earliestPhotos(reader, contents)), ...own].map((line) => {
    const key = contents.get(line.fileId) ?? ''
    return { key, owner: line.receiptId, at: line.receivedAt.toISOString(), line }
  })
  const copies = judgeCopies(used).map(({ copy, first }) => {
    const matter = `${copy.owner} ${first.owner}`
    return { line: copy.line, first: first.line, matter }
  })
  return [...Map.groupBy(copies, ({ matter }) => matter)].flatMap(([matter, same]) => {
    const [{ line, first }] = same as [(typeof copies)[number]]
    const order = called.get(line.purchaseOrderId)
    if (order === undefined) return []
    const cents = same.reduce((sum, copy) => sum + copy.line.acceptedCents, 0)
    return [
      {
        ...{ rule: 'same_photo' as const, matter, measure: null, order },
        ...{ month: monthOfDay(line.receivedOn), cents },
        // What came of a line in several lots was weighed in as many lines.
        lines: [...new Set(same.map((copy) => copy.line.orderLineId))].map((orderLineId) => ({
          ...{ orderLineId, purchaseOrderId: order.id },
        })),
        evidence: {
          threshold: null,
          sides: [
            sideOf('photo_here', { ...line, acceptedCents: cents }),
            sideOf('photo_earlier', first),
          ],
        },
      },
    ]
  })
}

const columns = sql`l.photo_file_id as file_id, r.id as receipt_id, r.number as receipt_number,
  r.received_at, r.received_on, r.purchase_order_id, l.order_line_id, unit.name as unit_name,
  seller.name as seller_name, o.product_name, l.accepted_cents`
const documents = sql`
  join deliveries.goods_receipts_published r on r.id = l.receipt_id
  join orders.order_lines_published o on o.id = l.order_line_id
  join orders.purchase_orders_published p on p.id = r.purchase_order_id
  join organisations.organisations_published unit on unit.id = p.unit_id
  join organisations.organisations_published seller on seller.id = p.cooperative_id`

/** The lines with a photo of all receipts of the orders. */
function photosOf(reader: Reader, orders: Batch['orders']) {
  const ids = orders.map(({ id }) => id)
  return queryRows(
    reader,
    photographed,
    sql`
    select ${columns} from deliveries.goods_receipt_lines_published l ${documents}
    where r.purchase_order_id = any(${arrayOf('uuid', ids)}) and l.photo_file_id is not null
    order by r.received_at, r.id, l.id`,
  )
}

/** Of files by their contents: where each content was first received. */
function earliestPhotos(reader: Reader, contents: ReadonlyMap<string, string>) {
  return queryRows(
    reader,
    photographed,
    sql`
    select distinct on (file.sha256) ${columns}
    from unnest(${arrayOf('uuid', [...contents.keys()])},
        ${arrayOf('text', [...contents.values()])}) as file (id, sha256)
      join deliveries.goods_receipt_lines_published l on l.photo_file_id = file.id ${documents}
    order by file.sha256, r.received_at, r.id, l.id`,
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
