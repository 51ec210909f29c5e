import { AppError } from '../../shared/errors.ts'
import { mostOrganisationMegabytes } from '../../shared/exchange/exports.schemas.ts'
import type { Config } from '../config.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { keptBytes, type Room } from '../platform/files/kept-files.ts'
import { exportsFolder } from './export-files.ts'
import { lockKeptExports, sumKeptBytes } from './exports.queries.ts'

export type Settings = Pick<Config, 'dataDirectory' | 'exportMegabytes'>

const megabyte = 1_000_000

/**
 * How many bytes a further file of an organisation may have: so many that neither the
 * organisation's files nor all on the disk are more than they may be. Once it is among them,
 * `written` of their bytes are its own.
 */
export async function roomFor(
  reader: Reader,
  config: Settings,
  { organisationId, written = 0 }: { organisationId: string; written?: number },
): Promise<Room> {
  const kept = await sumKeptBytes(reader, organisationId)
  // Not by the rows: what was deleted takes its place until it is swept.
  const onDisk = await keptBytes(exportsFolder(config))
  const own = mostOrganisationMegabytes * megabyte - (kept - written)
  const all = config.exportMegabytes * megabyte - (onDisk - written)
  return own < all
    ? { bytes: own, full: refusal('exports_full', mostOrganisationMegabytes) }
    : { bytes: all, full: refusal('export_disk_full', config.exportMegabytes) }
}

/** Throws where a file that was written beside others takes more than they leave. */
export async function requireRoom(
  tx: Transaction,
  config: Settings,
  file: { organisationId: string; written: number },
): Promise<void> {
  await lockKeptExports(tx)
  const { bytes, full } = await roomFor(tx, config, file)
  if (file.written > bytes) throw full
}

function refusal(code: 'exports_full' | 'export_disk_full', maximum: number): AppError {
  return new AppError(code, { values: { maximum } })
}
