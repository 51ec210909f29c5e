import { shallowRef } from 'vue'
import type { Locale } from '../../shared/accounts/accounts.schemas.ts'
import * as api from '../../shared/exchange/imports.api.ts'
import type { ImportKindName } from '../../shared/exchange/imports.schemas.ts'
import { call } from '../platform/api.ts'
import { download, upload } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

/** A file that is to be read, with what a person had to say about it. */
export interface SheetChoice {
  kind: ImportKindName
  file: File
  sheet?: string
  encoding?: string
  /** Whether rows and columns are taken that the sheet hides. */
  withHidden?: boolean
}

/** The file that was read last, so that it can be read again with what its sheet hides. */
export const lastRead = shallowRef<{ importId: string; choice: SheetChoice } | null>(null)

/** Reads a file, which begins an import. */
export async function readFile(choice: SheetChoice, onProgress?: (share: number) => void) {
  const { kind, file, sheet, encoding, withHidden } = choice
  const fields = {
    ...{ kind, ...(sheet && { sheet }), ...(encoding && { encoding }) },
    ...(withHidden && { withHidden: 'true' }),
  }
  const sent = { file, fileName: file.name, fields, ...(onProgress && { onProgress }) }
  const made = await upload(api.uploadImport, {}, sent)
  lastRead.value = { importId: made.id, choice }
  return made
}

/** What may be brought in, and what was; reading a file or pasted rows begins an import. */
export function useImports() {
  const kinds = useLoad((signal) => call(api.listImportKinds, {}, { signal }))
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listImports, { query: page }, { signal }),
  })
  const read = useAct(readFile)
  /** Pasted rows are sent as the file that they would be saved as. */
  const paste = useAct((kind: ImportKindName, text: string, fileName: string) =>
    upload(api.uploadImport, {}, { file: new Blob(['\ufeff', text]), fileName, fields: { kind } }),
  )
  const template = useAct((kind: ImportKindName, language: Locale) =>
    download(api.readTemplate, { query: { kind, language } }),
  )
  return { kinds, list, read, paste, template }
}
