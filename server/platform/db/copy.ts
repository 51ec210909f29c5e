import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Client } from './driver.ts'
import type { Transaction } from './transaction.ts'

/** A field of a copied row; null is SQL's null. */
export type CopyField = string | number | null

/**
 * Writes rows into a table by COPY, within the transaction: many times faster than INSERT.
 * `into` names the table and its columns, and must be no text that came from outside.
 */
export async function copyRows(
  tx: Transaction,
  into: string,
  rows: Iterable<readonly CopyField[]>,
): Promise<void> {
  const target = await clientOf(tx).unsafe(`copy ${into} from stdin`).simple().writable()
  await pipeline(Readable.from(chunksOf(rows)), target)
}

/** Drizzle keeps the driver's transaction to itself; COPY and files of SQL have no other way in. */
export function clientOf(tx: Transaction): Client {
  return (tx as unknown as { session: { client: Client } }).session.client
}

const chunkLength = 64 * 1024

/** The rows in COPY's text format, in pieces worth sending. */
function* chunksOf(rows: Iterable<readonly CopyField[]>): Generator<string> {
  let chunk = ''
  for (const row of rows) {
    chunk += `${row.map(encodeField).join('\t')}\n`
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

const special = /[\\\t\n\r]/
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function encodeField(field: CopyField): string {
  if (field === null) return '\\N'
  if (typeof field === 'number') return String(field)
  if (!special.test(field)) return field
  return field.replaceAll(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? sign)
}
