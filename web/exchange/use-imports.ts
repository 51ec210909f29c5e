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
}

/** What may be brought in, and what was; reading a file or pasted rows begins an import. */
export function useImports() {
  const kinds = useLoad((signal) => call(api.listImportKinds, {}, { signal }))
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listImports, { query: page }, { signal }),
  })
  const read = useAct(
    ({ kind, file, sheet, encoding }: SheetChoice, onProgress?: (share: number) => void) =>
      upload(
        api.uploadImport,
        {},
        {
          file,
          fileName: file.name,
          fields: { kind, ...(sheet && { sheet }), ...(encoding && { encoding }) },
          ...(onProgress && { onProgress }),
        },
      ),
  )
  /** Pasted rows are sent as the file that they would be saved as. */
  const paste = useAct((kind: ImportKindName, text: string, fileName: string) =>
    upload(api.uploadImport, {}, { file: new Blob(['\ufeff', text]), fileName, fields: { kind } }),
  )
  const template = useAct((kind: ImportKindName, language: Locale) =>
    download(api.readTemplate, { query: { kind, language } }),
  )
  return { kinds, list, read, paste, template }
}
