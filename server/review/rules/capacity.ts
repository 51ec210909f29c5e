import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { produceKey } from '../../../shared/catalogue/produce-name.ts'
import { monthOfDay } from '../../../shared/months.ts'
import type { EvidenceSide } from '../../../shared/review/evidence.ts'
import { isOfProduce, judgeCapacity } from '../../../shared/review/judge.ts'
import { lotsOfSeasons, lotVillages } from '../../catalogue/index.ts'
import { arrayOf, queryRows } from '../../platform/db/rows.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import { capacitiesOf, divisionsByCodes } from '../../villages/index.ts'
import { type Batch, type Finding, orderDocument, type Rule } from '../finding.ts'

/**
 * §8: more of a village's produce of a season was dispatched than it declared. The season is the
 * year of the harvest; a village, its produce and a season are one matter, and the order that went
 * beyond is the one concerned. What was disallowed does not count any more.
 */
export const capacity: Rule = async (reader, batch) => {
  const own = await lotsOf(reader, batch)
  const villages = await lotVillages(reader, [...new Set(own.map(({ lotId }) => lotId))])
  const codes = [...villages.values()].flat().flatMap(({ villageCode }) => villageCode ?? [])
  const declared = await capacitiesOf(reader, [...new Set(codes)])
  if (declared.length === 0) return []
  const lots = await lotsOfSeasons(reader, {
    villageCodes: [...new Set(declared.map(({ villageCode }) => villageCode))],
    years: [...new Set(declared.map(({ seasonYear }) => seasonYear))],
  })
  const shipped = await shippedOf(reader, [...new Set(lots.map(({ lotId }) => lotId))])
  const places = await divisionsByCodes(reader, [...new Set(codes)])
  return declared.flatMap((season): Finding[] => {
    const key = produceKey(season.produce, [])
    const grown = lots.filter(
      (lot) =>
        lot.villageCode === season.villageCode &&
        lot.year === season.seasonYear &&
        isOfProduce(lot.produceKey, key),
    )
    const grams = grown.map(({ lotId, shareBasisPoints }) =>
      Math.round(((shipped.get(lotId) ?? 0) * shareBasisPoints) / 10_000),
    )
    const shippedGrams = grams.reduce((sum, part) => sum + part, 0)
    const ids = new Set(grown.map(({ lotId }) => lotId))
    const lines = own.filter(({ lotId }) => ids.has(lotId))
    const order = batch.orders.find(({ id }) => id === lines.at(-1)?.purchaseOrderId)
    if (order === undefined) return []
    const threshold = batch.thresholds.on('capacity_check', order.orderedOn)
    const odd = judgeCapacity(
      { shippedGrams, capacityGrams: season.capacityGrams },
      threshold.value,
    )
    if (odd === null) return []
    const concerned = [
      ...new Set(
        lines
          .filter(({ purchaseOrderId }) => purchaseOrderId === order.id)
          .map(({ orderLineId }) => orderLineId),
      ),
    ]
    const village = places.get(season.villageCode)?.pathName ?? season.villageCode
    return [
      {
        ...{ rule: 'capacity', order, measure: shippedGrams, month: monthOfDay(order.orderedOn) },
        matter: `${season.villageCode} ${season.produce} ${season.seasonYear}`,
        cents: order.lines
          .filter(({ id }) => concerned.includes(id))
          .reduce((sum, { amountCents }) => sum + amountCents, 0),
        lines: concerned.map((orderLineId) => ({ orderLineId, purchaseOrderId: order.id })),
        evidence: {
          threshold: threshold.kept,
          sides: [
            declaredSide(season, village),
            {
              ...{ name: 'capacity_dispatched', isOfOthers: false },
              documents: [orderDocument(order)],
              facts: [
                { name: 'dispatched_weight', kind: 'weight', value: shippedGrams },
                { name: 'of_declared', kind: 'ratio', value: odd.ratio },
                { name: 'lots', kind: 'count', value: grown.length },
              ],
            },
          ],
        },
      },
    ]
  })
}

type Capacity = Awaited<ReturnType<typeof capacitiesOf>>[number]

function declaredSide(season: Capacity, village: string): EvidenceSide {
  return {
    ...{ name: 'capacity_declared', isOfOthers: false, documents: [] },
    facts: [
      { name: 'village', kind: 'text', value: village },
      { name: 'produce', kind: 'text', value: season.produce },
      { name: 'season', kind: 'text', value: String(season.seasonYear) },
      { name: 'declared_weight', kind: 'weight', value: season.capacityGrams },
      { name: 'declared_at', kind: 'instant', value: season.declaredAt.toISOString() },
    ],
  }
}

const ownLot = z.object({ lotId: z.uuid(), orderLineId: z.uuid(), purchaseOrderId: z.uuid() })

/** The lots that were dispatched for the orders, as they left. */
function lotsOf(reader: Reader, { orders }: Batch) {
  return queryRows(
    reader,
    ownLot,
    sql`
    select l.lot_id, l.order_line_id, s.purchase_order_id
    from deliveries.shipments_published s
      join deliveries.shipment_lines_published l on l.shipment_id = s.id
    where s.purchase_order_id = any(${arrayOf(
      'uuid',
      orders.map(({ id }) => id),
    )}) and s.dispatched_at is not null and not exists (
      select from attribution.recognition_lines_published r
      where r.order_line_id = l.order_line_id and r.disallowed_by is not null)
    order by s.dispatched_at, s.id, l.id`,
  )
}

const shippedLot = z.object({ lotId: z.uuid(), grams: z.int() })

async function shippedOf(reader: Reader, lotIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await queryRows(
    reader,
    shippedLot,
    sql`
    select l.lot_id, sum(l.grams)::bigint as grams
    from deliveries.shipment_lines_published l
      join deliveries.shipments_published s on s.id = l.shipment_id
      left join attribution.recognition_lines_published r on r.order_line_id = l.order_line_id
    where l.lot_id = any(${arrayOf('uuid', lotIds)}) and s.dispatched_at is not null
      and r.disallowed_by is null
    group by 1`,
  )
  return new Map(rows.map(({ lotId, grams }) => [lotId, grams]))
}
