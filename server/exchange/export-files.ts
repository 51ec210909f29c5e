import path from 'node:path'
import type { ExportKind } from '../../shared/exchange/exports.schemas.ts'
import type { Config } from '../config.ts'
import type { KeptFile } from '../platform/files/kept-files.ts'
import type { ExportRecord } from './exports.queries.ts'
import { evidenceName, headingLines, type LedgerHeading, ledgerName } from './ledger-heading.ts'

const endings: Record<ExportKind, string> = {
  ledger_xlsx: 'xlsx',
  ledger_csv: 'csv',
  ledger_pdf: 'pdf',
  evidence: 'zip',
}

const mediaTypes: Record<ExportKind, string> = {
  ledger_xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ledger_csv: 'text/csv; charset=utf-8',
  ledger_pdf: 'application/pdf',
  evidence: 'application/zip',
}

export function mediaTypeOf(kind: ExportKind): string {
  return mediaTypes[kind]
}

/** How a file is called, and of what it is in words: 下庄村消费帮扶台账 统计期：2026年 条件：全部. */
export function wordsOf(kind: ExportKind, heading: LedgerHeading) {
  const name = kind === 'evidence' ? evidenceName(heading) : ledgerName(heading)
  const [title, filters] = headingLines(heading)
  return { fileName: `${name}.${endings[kind]}`, description: `${title}　${filters}` }
}

/** Where the bytes of exports lie. Those of photos beside them are named by their content. */
export function exportsFolder({ dataDirectory }: Pick<Config, 'dataDirectory'>): string {
  return path.join(dataDirectory, 'files', 'exports')
}

/** The file that an attempt writes; each has one of its own. */
export function fileOf(
  config: Pick<Config, 'dataDirectory'>,
  { id, attempt }: Pick<ExportRecord, 'id' | 'attempt'>,
): KeptFile {
  return { folder: exportsFolder(config), name: `${id}.${attempt}` }
}
