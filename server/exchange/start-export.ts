import type { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import {
  type ExportItem,
  exportDays,
  type exportRequest,
  mostInBackground,
  mostKeptExports,
  mostWaitingExports,
} from '../../shared/exchange/exports.schemas.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { wordsOf } from './export-files.ts'
import { roomFor, type Settings } from './export-room.ts'
import {
  countUnderWay,
  deleteOlder,
  deleteOwnExport,
  type ExportRecord,
  insertExport,
  lockExportsOf,
} from './exports.queries.ts'
import { headedLedger } from './headed-ledger.ts'

export const exportStarted = 'exchange.export-started'

/**
 * Has a file made in the background. Throws `too_many_exports` where its person waits for as many
 * as may be, `exports_full` or `export_disk_full` where no byte of it would have room.
 */
export async function startExport(
  tx: Transaction,
  context: Context,
  asked: z.output<typeof exportRequest> & { config: Settings },
): Promise<ExportItem> {
  const { actor, now } = context
  const { kind, query: question, language, config } = asked
  const organisationId = organisationOf(actor)
  await lockExportsOf(tx, actor.personId)
  const maximum = mostWaitingExports
  if ((await countUnderWay(tx, actor.personId)) >= maximum)
    throw new AppError('too_many_exports', { values: { maximum } })
  const wish = { question, language, maximum: mostInBackground[kind] }
  const { heading, total } = await headedLedger(tx, context, wish)
  await deleteOlder(tx, actor, mostKeptExports - 1)
  const room = await roomFor(tx, config, { organisationId })
  if (room.bytes <= 0) throw room.full
  const record = await insertExport(tx, {
    ...{ id: context.newId(), kind, state: 'waiting' as const, question, language, actor },
    ...{ personId: actor.personId, organisationId },
    ...wordsOf(kind, heading),
    ...{ requestedAt: now, total: total.entries, expiresAt: expiryFrom(now) },
  })
  const subject = { subjectType: 'export', subjectId: record.id }
  await recordAudit(tx, context, {
    action: 'exchange.start-export',
    ...subject,
    after: { kind, ...question, entries: total.entries },
  })
  await publishEvent(tx, context, { topic: exportStarted, ...subject })
  return exportView(record)
}

/** Takes back what is being made, or deletes what was; its bytes go with the next sweep. */
export async function removeExport(
  tx: Transaction,
  context: Context,
  exportId: string,
): Promise<ExportItem> {
  const record = await deleteOwnExport(tx, context.actor, exportId)
  if (record === undefined) throw new AppError('not_found')
  await recordAudit(tx, context, {
    action: 'exchange.remove-export',
    subjectType: 'export',
    subjectId: record.id,
    before: { fileName: record.fileName, state: record.state },
  })
  return exportView(record)
}

export function expiryFrom(now: Date): Date {
  return new Date(now.getTime() + exportDays * 86_400_000)
}

export function exportView(record: ExportRecord): ExportItem {
  const { id, kind, state, fileName, description, done, total, byteSize, failure } = record
  return {
    ...{ id, kind, state, fileName, description, done, total, byteSize, failure },
    requestedAt: record.requestedAt.toISOString(),
    finishedAt: record.finishedAt?.toISOString() ?? null,
    expiresAt: record.expiresAt.toISOString(),
  }
}
