import type { MetricName } from '../../shared/reports/metrics.ts'

/** A column of a DataTable. The unit of a figure stands in the label: "金额（元）". */
export interface Column<Row> {
  key: string
  label: string
  /** The cell as text, where no slot of this key draws it. */
  text?: (row: Row) => string
  /** Right-aligned, in tabular figures. */
  numeric?: true
  /** The name to sort by, as the endpoint knows it. */
  sort?: string
  width?: string
  /** The figure that the column states, whose definition its heading leads to (§4.4). */
  metric?: MetricName
  /** Left out of the card on a phone. */
  notOnPhone?: true
}

/** A date, a number or a code is never broken at its hyphens. */
export function isOneWord(text: string | undefined): boolean {
  return text !== undefined && /^[\w.,:%¥-]{1,18}( \d\d:\d\d)?$/.test(text)
}
