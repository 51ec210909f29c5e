import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { AppError } from '../../shared/errors.ts'
import type { Config } from '../config.ts'
import { contentOf, type FileGrant, type FileRow, readableFiles } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { textPart, type ZipPart, zipOf } from '../platform/files/zip-stream.ts'
import { proofVerifier } from '../platform/folders.ts'
import { csvOf } from '../platform/sheets/csv.ts'
import { type EntryEvidence, ledgerRowView } from '../reports/index.ts'
import { outsideByIds } from '../review/index.ts'
import { evidencePage } from './evidence-page.ts'
import { type Progress, withDetails } from './export-ledger.ts'
import { fileWords, type LedgerFileRow, ledgerColumns } from './ledger-columns.ts'
import { headingLines, type LedgerHeading } from './ledger-heading.ts'

/** A document's file behind an entry: where it lies in the pack, or why it is not there. */
export interface PackedFile {
  fileId: string
  kind: 'weigh_slip' | 'invoice' | 'payment'
  name: string
  /** Null where the actor may not read it, or the machine has lost it. */
  path: string | null
}

export interface PackedEntry extends EntryEvidence {
  files: PackedFile[]
  proofPath: string | null
}

/** All that stands behind a figure, with the right to each file judged. */
export interface EvidencePack {
  heading: LedgerHeading
  entries: PackedEntry[]
  rows: LedgerFileRow[]
  files: Map<string, { row: FileRow; path: string }>
}

type Keeping = Pick<Config, 'dataDirectory'>

/** Gathers a pack. Throws `files_too_large` where its documents are more than one file holds. */
export async function gatherPack(
  reader: Reader,
  context: Context,
  pack: {
    heading: LedgerHeading
    evidence: EntryEvidence[]
    grants: readonly FileGrant[]
    mostMegabytes: number
  },
): Promise<EvidencePack> {
  const { heading, evidence, grants, mostMegabytes: maximum } = pack
  const wanted = await filesBehind(reader, evidence)
  const fileIds = [...new Set([...wanted.values()].flat().map(({ fileId }) => fileId))]
  const readable = await readableFiles(reader, context, { fileIds, grants })
  const bytes = readable.reduce((sum, { byteSize }) => sum + byteSize, 0)
  const megabytes = Math.ceil(bytes / 1_048_576)
  if (megabytes > maximum) throw new AppError('files_too_large', { values: { maximum, megabytes } })
  const files = new Map(readable.map((row) => [row.id, { row, path: pathOf(row) }]))
  const known = { seen: new Set<string>(), parties: new Map() }
  const lines = evidence.map(({ line }) => line)
  return {
    heading,
    rows: await withDetails(reader, lines, known),
    files,
    entries: evidence.map((entry) => ({
      ...entry,
      files: (wanted.get(entry.line.orderLineId) ?? []).map((file) => ({
        ...file,
        name: files.get(file.fileId)?.row.originalName ?? '',
        path: files.get(file.fileId)?.path ?? null,
      })),
      proofPath: entry.proof && `proofs/${entry.line.countyCode}-${entry.line.number}.proof.json`,
    })),
  }
}

/** The pack's bytes (.zip), the sums of all its parts last. */
export function evidenceArchive(
  keeping: Keeping,
  pack: EvidencePack,
  progress?: Progress,
): Readable {
  return zipOf(told(withSums(partsOf(keeping, pack)), progress))
}

/** So many parts an archive has beside proofs and documents: page, tables, verifier, sums. */
const furtherParts = 5

/** How many parts the archive of a pack has at most. */
export function partsIn({ entries, files }: EvidencePack): number {
  const proofs = entries.filter(({ proofPath }) => proofPath !== null)
  return furtherParts + proofs.length + new Set([...files.values()].map((file) => file.path)).size
}

async function* told(parts: AsyncIterable<ZipPart>, progress?: Progress): AsyncGenerator<ZipPart> {
  for await (const part of parts) {
    yield part
    await progress?.(1)
  }
}

async function* partsOf(keeping: Keeping, pack: EvidencePack): AsyncGenerator<ZipPart> {
  yield textPart('index.html', evidencePage(pack))
  yield textPart('entries.csv', entriesCsv(pack))
  yield textPart('entries.json', `${JSON.stringify(entriesJson(pack), null, 1)}\n`)
  for (const { proof, proofPath } of pack.entries)
    if (proofPath !== null) yield textPart(proofPath, `${JSON.stringify(proof, null, 2)}\n`)
  yield { path: 'verify-proof.mjs', data: createReadStream(proofVerifier) }
  for (const { row, path: place } of packedOnce(pack)) {
    const data = await contentOf({ config: keeping }, row)
    if (data !== null) yield { path: place, data }
  }
}

/** Two documents of the same bytes are one file. */
function packedOnce({ files }: EvidencePack) {
  return new Map([...files.values()].map((file) => [file.path, file])).values()
}

/** Adds `SHA256SUMS`, as `sha256sum -c` reads it: whoever holds the pack finds what was changed. */
async function* withSums(parts: AsyncIterable<ZipPart>): AsyncGenerator<ZipPart> {
  const sums: string[] = []
  for await (const { path: place, data } of parts) {
    const hash = createHash('sha256')
    yield { path: place, data: hashing(data, hash) }
    sums.push(`${hash.digest('hex')}  ${place}\n`)
  }
  yield textPart('SHA256SUMS', sums.join(''))
}

async function* hashing(data: ZipPart['data'], hash: ReturnType<typeof createHash>) {
  for await (const chunk of data) {
    hash.update(chunk)
    yield chunk
  }
}

type FileBehind = Omit<PackedFile, 'name' | 'path'>

const filesOf = (ids: readonly (string | null)[], kind: FileBehind['kind']): FileBehind[] =>
  ids.flatMap((fileId) => (fileId === null ? [] : { fileId, kind }))

/** The files of the documents behind each line: photos of weigh slips, invoices, payments. */
async function filesBehind(reader: Reader, evidence: readonly EntryEvidence[]) {
  const files = new Map<string, FileBehind[]>()
  for (const { line, documents } of evidence) {
    const photos = documents.receipts.map(({ photoFileId }) => photoFileId)
    const invoices = documents.invoices.map(({ fileId }) => fileId)
    files.set(line.orderLineId, [...filesOf(photos, 'weigh_slip'), ...filesOf(invoices, 'invoice')])
  }
  const outside = evidence.flatMap(({ documents }) => documents.outside?.id ?? [])
  for (const row of await outsideByIds(reader, [...new Set(outside)]))
    files.set(row.id, [
      ...filesOf([row.weighFileId], 'weigh_slip'),
      ...filesOf([row.invoiceFileId], 'invoice'),
      ...filesOf([row.paymentFileId], 'payment'),
    ])
  return files
}

const endings: Record<string, string> = {
  ...{ 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' },
  ...{ 'application/pdf': 'pdf', 'application/ofd': 'ofd', 'application/xml': 'xml' },
}

/** By its hash, so that a name that somebody typed opens nothing it should not. */
function pathOf({ sha256, mediaType }: FileRow): string {
  return `documents/${sha256}.${endings[mediaType] ?? 'bin'}`
}

function entriesCsv({ heading, rows }: EvidencePack): string {
  const { language } = heading
  const words = fileWords[language]
  return csvOf([
    ledgerColumns.map(({ titles }) => titles[language]),
    ...rows.map((row) => ledgerColumns.map((column) => column.value(row, words))),
  ])
}

function entriesJson({ heading, entries, files }: EvidencePack) {
  return {
    format: 'cunji-evidence-1',
    made: headingLines(heading).slice(0, -1),
    madeAt: heading.now.toISOString(),
    entries: entries.map(({ line, hashed, documents, files: own, proofPath }) => ({
      ...ledgerRowView(line),
      orderLineId: line.orderLineId,
      postedAt: hashed.postedAt,
      ruleVersion: hashed.ruleVersion,
      hash: hashed.hash,
      previousHash: hashed.previousHash,
      proof: proofPath,
      documents,
      files: own.map((file) => ({ ...file, sha256: files.get(file.fileId)?.row.sha256 ?? null })),
    })),
  }
}
