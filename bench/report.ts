import { type Figure, type Limit, type MeasuredPart, meetsLimit } from './figures.ts'

const columns = {
  latency: ['p50', 'p95', 'p99'],
  costs: ['pg ms', 'node ms', 'log kB', 'buffers'],
}

const legend =
  'medians (lowest to highest); p50, p95, p99 in ms; beside them what one request took: ' +
  'processor of PostgreSQL and of Node, log written, buffers looked at'

/** The report for people: one table a part. */
export function reportOf(parts: readonly MeasuredPart[], conditions: string): string {
  const tables = parts.map(({ name, figures }) => ['', name, ...aligned(rowsOf(figures))])
  return [conditions, legend, ...tables.flat()].join('\n')
}

/** A part's table: its head, then a row a figure; columns that nothing stands in are left out. */
export function rowsOf(figures: readonly Figure[]): string[][] {
  const latency = figures.some((figure) => figure.latency !== undefined)
  const costs = figures.some((figure) => figure.costs !== undefined)
  const head = [
    ...['figure', 'measured', '', 'wanted', ''],
    ...(latency ? columns.latency : []),
    ...(costs ? columns.costs : []),
  ]
  const rows = figures.map((figure) => [
    ...[figure.label, measured(figure), figure.unit, limitText(figure.limit), verdict(figure)],
    ...(latency ? latencyCells(figure) : []),
    ...(costs ? costCells(figure) : []),
  ])
  return [head, ...rows]
}

function measured({ spread: { median, lowest, highest } }: Figure): string {
  if (lowest === highest) return rounded(median)
  return `${rounded(median)} (${rounded(lowest)} to ${rounded(highest)})`
}

function limitText(limit: Limit | undefined): string {
  if (limit === undefined) return ''
  return 'atLeast' in limit ? `≥ ${limit.atLeast}` : `≤ ${limit.atMost}`
}

function verdict(figure: Figure): string {
  if (figure.limit === undefined) return ''
  return meetsLimit(figure) ? 'met' : 'MISSED'
}

function latencyCells({ latency }: Figure): string[] {
  if (latency === undefined) return columns.latency.map(() => '')
  return [latency.p50, latency.p95, latency.p99].map(rounded)
}

function costCells({ costs }: Figure): string[] {
  if (costs === undefined) return columns.costs.map(() => '')
  return [costs.postgresMs, costs.nodeMs, costs.logKilobytes, costs.buffers].map(rounded)
}

/** Three figures that count, and never an exponent. */
function rounded(value: number): string {
  const size = Math.abs(value)
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2
  return value.toFixed(Number.isInteger(value) ? 0 : digits)
}

function aligned(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) => {
    const cells = row.map((cell, at) => cell.padEnd(widths[at] ?? 0))
    return `  ${cells.join('  ').trimEnd()}`
  })
}
