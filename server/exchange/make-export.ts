import { Readable } from 'node:stream'
import { AppError } from '../../shared/errors.ts'
import { mostInBackground } from '../../shared/exchange/exports.schemas.ts'
import { monthOfDay } from '../../shared/months.ts'
import { dayOf } from '../../shared/scalars.ts'
import { holdsRoles } from '../accounts/index.ts'
import { type FileGrant, recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { inSnapshot } from '../platform/db/dump.ts'
import { type Reader, transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { paperOf } from '../platform/documents/paper.ts'
import { removeKept, writeKept } from '../platform/files/kept-files.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import {
  type EntryFilter,
  evidenceOf,
  heldUnits,
  selectFew,
  type UnitMonths,
} from '../reports/index.ts'
import { evidenceArchive, gatherPack, partsIn } from './evidence-pack.ts'
import { fileOf, wordsOf } from './export-files.ts'
import { ledgerCsv, ledgerWorkbook, type Progress } from './export-ledger.ts'
import { requireRoom, roomFor } from './export-room.ts'
import { type ExportRecord, lockUnderWay, updateAttempt } from './exports.queries.ts'
import { headedLedger } from './headed-ledger.ts'
import type { LedgerHeading } from './ledger-heading.ts'
import { ledgerPaper } from './ledger-paper.ts'
import { expiryFrom } from './start-export.ts'

export const exportReady = 'exchange.export-ready'

/** After so many attempts that the program failed, or that its server did not outlive. */
const mostAttempts = 5
/** So much of documents a pack holds that is made in the background. */
const mostPackMegabytes = 2_000
/** Between two notes of how far it has come. */
const notedEveryMs = 500

export interface ExportDependencies
  extends Pick<Dependencies, 'db' | 'reportDb' | 'clock' | 'newId' | 'config'> {
  fileGrants: readonly FileGrant[]
}

/** What is being made was taken back meanwhile, or another server has begun anew. */
class Superseded extends Error {}

/**
 * Makes a file as of one instant and keeps it. Begun anew where a server died at it: each attempt
 * writes a file of its own, and only the latest attempt's is ever somebody's.
 */
export async function makeExport(deps: ExportDependencies, id: string): Promise<void> {
  const record = await beginAttempt(deps, id)
  if (record === null) return
  try {
    const made = await writeExport(deps, record)
    await finish(deps, record, made)
  } catch (error) {
    await removeKept(fileOf(deps.config, record))
    if (error instanceof Superseded) return
    await noteFailure(deps, record, error)
    if (!(error instanceof AppError)) throw error
  }
}

/** Takes an export that waits, or at which a server died; null where there is nothing to do. */
async function beginAttempt(deps: ExportDependencies, id: string): Promise<ExportRecord | null> {
  return transaction(deps.db, async (tx) => {
    const record = await lockUnderWay(tx, id)
    if (record === undefined) return null
    const attempt = record.attempt + 1
    // Who has lost the role since, or the membership, gets no file any more (§11.4).
    const isAllowed = await holdsRoles(tx, record.actor)
    const code = isAllowed ? 'internal_error' : 'forbidden'
    const mayBegin = isAllowed && record.attempt < mostAttempts
    const begun = mayBegin ? { state: 'running' as const } : failed(deps, new AppError(code))
    await updateAttempt(tx, record, { ...begun, attempt, done: 0 })
    return mayBegin ? { ...record, state: 'running', attempt, done: 0 } : null
  })
}

interface Made {
  heading: LedgerHeading
  held: UnitMonths[] | null
  byteSize: number
}

/** Content that is read while it is written, or was read and is drawn or packed afterwards. */
type Content = { streamed: Readable } | { prepared: () => Promise<Readable> }

async function writeExport(deps: ExportDependencies, record: ExportRecord): Promise<Made> {
  const { kind, question, language } = record
  const context = contextOf(deps, record)
  const file = fileOf(deps.config, record)
  const room = await roomFor(deps.db, deps.config, record)
  const made = await inSnapshot(deps.reportDb, async (tx) => {
    const wish = { question, language, maximum: mostInBackground[kind] }
    const { filter, heading, total } = await headedLedger(tx, context, wish)
    const progress = await progressOf(deps, record, total.entries)
    const making = { deps, record, context, filter, heading, progress }
    const content = await contentOf(tx, making)
    const held = heldUnits(filter, monthOfDay(dayOf(context.now)))
    if ('prepared' in content) return { heading, held, ...content }
    return { heading, held, byteSize: await writeKept(file, content.streamed, room) }
  })
  if (!('prepared' in made)) return made
  const { prepared, ...known } = made
  return { ...known, byteSize: await writeKept(file, await prepared(), room) }
}

interface Making {
  deps: ExportDependencies
  record: ExportRecord
  context: Context
  filter: EntryFilter
  heading: LedgerHeading
  progress: Progress
}

async function contentOf(reader: Reader, making: Making): Promise<Content> {
  const { record, filter, heading, progress } = making
  const { kind, question } = record
  if (kind === 'ledger_xlsx') return { streamed: ledgerWorkbook(reader, filter, heading, progress) }
  if (kind === 'ledger_csv') return { streamed: ledgerCsv(reader, filter, heading, progress) }
  if (kind === 'evidence') return packContent(reader, making)
  const few = { maximum: mostInBackground.ledger_pdf, sort: question.sort }
  const lines = await selectFew(reader, filter, few)
  return {
    prepared: async () => Readable.from([await paperOf(ledgerPaper(lines, heading), progress)]),
  }
}

/** The files behind the entries are read when they are packed, by whoever may read them now. */
async function packContent(reader: Reader, making: Making): Promise<Content> {
  const { deps, record, context, filter, heading } = making
  const few = { maximum: mostInBackground.evidence, sort: record.question.sort }
  const evidence = await evidenceOf(reader, filter, { ...deps, ...few })
  const pack = await gatherPack(reader, context, {
    ...{ heading, evidence, grants: deps.fileGrants, mostMegabytes: mostPackMegabytes },
  })
  return {
    prepared: async () =>
      evidenceArchive(deps.config, pack, await progressOf(deps, record, partsIn(pack))),
  }
}

/** Notes how far an attempt has come, and stops it where nobody wants it any more. */
async function progressOf(
  { db }: ExportDependencies,
  record: ExportRecord,
  total: number,
): Promise<Progress> {
  const note = async (done: number) => {
    if (!(await updateAttempt(db, record, { done: Math.min(done, total), total })))
      throw new Superseded()
  }
  let done = 0
  let notedAt = performance.now()
  await note(0)
  return async (further) => {
    done += further
    if (performance.now() - notedAt < notedEveryMs) return
    await note(done)
    notedAt = performance.now()
  }
}

async function finish(
  deps: ExportDependencies,
  record: ExportRecord,
  { heading, held, byteSize }: Made,
): Promise<void> {
  const context = contextOf(deps, record)
  const words = wordsOf(record.kind, heading)
  const entries = heading.total.entries
  await transaction(deps.db, async (tx) => {
    const isOurs = await updateAttempt(tx, record, {
      ...{ state: 'ready', ...words, byteSize, heldUnits: held },
      ...{ done: entries, total: entries },
      ...{ finishedAt: context.now, expiresAt: expiryFrom(context.now) },
    })
    if (!isOurs) throw new Superseded()
    const { personId, organisationId } = record
    await requireRoom(tx, deps.config, { organisationId, written: byteSize })
    const subject = { subjectType: 'export', subjectId: record.id }
    await recordAudit(tx, context, {
      action: 'exchange.make-export',
      ...subject,
      after: { kind: record.kind, ...record.question, entries, byteSize },
    })
    await publishEvent(tx, context, {
      ...{ topic: exportReady, ...subject },
      payload: { personId, organisationId, fileName: words.fileName },
    })
  })
}

async function noteFailure(
  deps: ExportDependencies,
  record: ExportRecord,
  error: unknown,
): Promise<void> {
  if (error instanceof AppError) await updateAttempt(deps.db, record, failed(deps, error))
  else if (record.attempt >= mostAttempts)
    await updateAttempt(deps.db, record, failed(deps, new AppError('internal_error')))
}

function failed({ clock }: ExportDependencies, { code, values = {} }: AppError) {
  const failure = { code, values: values as Record<string, string | number> }
  return { state: 'failed' as const, failure, finishedAt: clock() }
}

/** The act of whoever requested it, whenever it is done. */
function contextOf({ clock, newId }: ExportDependencies, { id, actor }: ExportRecord): Context {
  return { actor, requestId: `export-${id}`, now: clock(), newId }
}
