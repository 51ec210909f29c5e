import type { SQL } from 'drizzle-orm'
import { eq } from 'drizzle-orm'
import { AppError } from '../../shared/errors.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { shipments } from './deliveries.tables.ts'
import { shipmentView } from './shipment-view.ts'
import { selectLineVillages, selectShipmentLines, selectShipments } from './shipments.queries.ts'

/** The one shipment that meets the condition, whole; `not_found` otherwise. */
export async function readShipment(reader: Reader, condition: SQL | undefined) {
  const [row] = await selectShipments(reader, condition, { limit: 1, offset: 0 })
  if (row === undefined) throw new AppError('not_found')
  const lines = await selectShipmentLines(reader, [row.shipment.id])
  const villages = await selectLineVillages(
    reader,
    lines.map(({ line }) => line.id),
  )
  return shipmentView(row, lines, villages)
}

/** A shipment just written, for the answer of the command that wrote it. */
export function writtenShipment(reader: Reader, id: string) {
  return readShipment(reader, eq(shipments.id, id))
}
