import type { Result } from '../../shared/endpoint.ts'
import { readSheet } from '../../shared/evidence/evidence.api.ts'
import { upload } from '../platform/api-files.ts'
import { type Act, useAct } from '../platform/use-act.ts'

/** A spreadsheet that is to be read, with what a person had to say about it. */
export interface SheetChoice {
  file: File
  sheet?: string
  encoding?: string
  /** Whether rows and columns are taken that the sheet hides. */
  withHidden?: boolean
}

export type SheetReading = Act<
  [choice: SheetChoice, onProgress?: (share: number) => void],
  Result<typeof readSheet>
>

/** Reads the rows of a spreadsheet as text with tabs; nothing of it is kept. */
export function useSheetFile(): SheetReading {
  return useAct(({ file, sheet, encoding, withHidden }, onProgress) =>
    upload(
      readSheet,
      {},
      {
        ...{ file, fileName: file.name },
        fields: {
          ...(sheet && { sheet }),
          ...(encoding && { encoding }),
          ...(withHidden && { withHidden: 'true' }),
        },
        ...(onProgress && { onProgress }),
      },
    ),
  )
}
