import { z } from 'zod'
import { ledgerQuery } from '../reports/query.schemas.ts'
import { id, instant } from '../scalars.ts'

/** What may be made in the background: the ledger as a file, or what stands behind it. */
export const exportKinds = ['ledger_xlsx', 'ledger_csv', 'ledger_pdf', 'evidence'] as const
export type ExportKind = (typeof exportKinds)[number]

export const exportStates = ['waiting', 'running', 'ready', 'failed'] as const
export type ExportState = (typeof exportStates)[number]

/** So many entries are written within two seconds or so; for more nobody waits at the page. */
export const mostAtOnce: Record<ExportKind, number> = {
  ledger_xlsx: 50_000,
  ledger_csv: 50_000,
  ledger_pdf: 2_000,
  evidence: 500,
}

/** So many entries one file holds at most, also when it is made in the background. */
export const mostInBackground: Record<ExportKind, number> = {
  ledger_xlsx: 1_000_000,
  ledger_csv: 1_000_000,
  ledger_pdf: 5_000,
  evidence: 5_000,
}

/** So many files of one person may be waited for at a time, and so many are kept. */
export const mostWaitingExports = 3
export const mostKeptExports = 20
/** So much all files of one organisation are, that its people together have made. */
export const mostOrganisationMegabytes = 5_000
/** So long a file is kept. */
export const exportDays = 7

/** Which file is wanted: its entries as the ledger's list is asked for them, in its order. */
export const exportRequest = z.object({
  kind: z.enum(exportKinds),
  query: ledgerQuery,
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
})

export const exportItem = z.object({
  id,
  kind: z.enum(exportKinds),
  state: z.enum(exportStates),
  fileName: z.string(),
  /** Whose entries, of when and by which filters, in words of the file's language. */
  description: z.string(),
  /** How many of its entries are done; of an evidence pack, how many of its parts. */
  done: z.int(),
  total: z.int(),
  byteSize: z.int().nullable(),
  /** The code of the error that ended it, and its values. */
  failure: z
    .object({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) })
    .nullable(),
  requestedAt: instant,
  finishedAt: instant.nullable(),
  expiresAt: instant,
})
export type ExportItem = z.output<typeof exportItem>

/** Whether it goes on by itself. */
export function isUnderWay(state: ExportState): boolean {
  return state === 'waiting' || state === 'running'
}
