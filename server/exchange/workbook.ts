import { Readable } from 'node:stream'
import { writeXlsxStream } from 'hucre/xlsx'

interface SheetColumn {
  title: string
  width: number
  numberFormat?: string | undefined
}

/** The format of cells that stay as they are typed, such as long numbers. */
export const textFormat = '@'

/** A sheet to be written while its rows are read; the only place that knows the library. */
export interface Sheet {
  name: string
  columns: readonly SheetColumn[]
  rows: AsyncIterable<(string | number | null)[]>
}

/** The workbook's bytes, made as fast as they are taken, in memory that does not grow with rows. */
export function workbookOf(sheet: Sheet): Readable {
  const stream = writeXlsxStream(sheet.rows, {
    name: sheet.name,
    freezePane: { rows: 1 },
    repeatHeaders: true,
    columns: sheet.columns.map(({ title, width, numberFormat }) => ({
      header: title,
      width,
      ...(numberFormat !== undefined && { numFmt: numberFormat }),
    })),
  })
  return Readable.fromWeb(stream)
}
