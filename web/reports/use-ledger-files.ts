import { shallowRef } from 'vue'
import type { Call } from '../../shared/endpoint.ts'
import {
  exportEvidence,
  exportLedger,
  exportLedgerCsv,
  exportLedgerPaper,
} from '../../shared/exchange/exchange.api.ts'
import { startExport } from '../../shared/exchange/exports.api.ts'
import {
  type ExportItem,
  type ExportKind,
  mostAtOnce,
} from '../../shared/exchange/exports.schemas.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { ApiProblem } from '../platform/api-problem.ts'
import { useAct } from '../platform/use-act.ts'

type Wish = Call<typeof exportLedger>['query']

const endpoints = {
  ledger_xlsx: exportLedger,
  ledger_csv: exportLedgerCsv,
  ledger_pdf: exportLedgerPaper,
  evidence: exportEvidence,
} as const

/**
 * The ledger as files, at once where that takes a moment, else made in the background: then
 * `started` says what will be found among one's files.
 */
export function useLedgerFiles(asked: () => { query: Wish; entries: number }) {
  const started = shallowRef<ExportItem | null>(null)

  async function make(kind: ExportKind): Promise<void> {
    started.value = null
    const { query, entries } = asked()
    if (entries <= mostAtOnce[kind] && (await isDownloaded(kind, query))) return
    const { language, ...meant } = query
    started.value = await call(startExport, { body: { kind, query: meant, language } })
  }

  return {
    /** Exactly the entries shown and not yet shown, as a workbook. */
    save: useAct(() => make('ledger_xlsx')),
    /** The same for programs. */
    saveCsv: useAct(() => make('ledger_csv')),
    /** The same on paper. */
    savePaper: useAct(() => make('ledger_pdf')),
    /** What stands behind them: documents, hashes and proofs, to be checked without the program. */
    saveEvidence: useAct(() => make('evidence')),
    started,
  }
}

/** False where it is too much after all: more was posted since, or the documents are large. */
async function isDownloaded(kind: ExportKind, query: Wish): Promise<boolean> {
  try {
    await download(endpoints[kind], { query })
    return true
  } catch (thrown) {
    const isTooMuch =
      thrown instanceof ApiProblem && ['too_many_entries', 'files_too_large'].includes(thrown.code)
    if (isTooMuch) return false
    throw thrown
  }
}
