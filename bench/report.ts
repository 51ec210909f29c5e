import type { PlacingFigures } from './placing.ts'
import type { ReadingFigures } from './reading.ts'
import type { Spread } from './statistics.ts'
import type { TotalsFigures } from './totals.ts'

export interface BenchReport {
  machine: string
  rounds: number
  seconds: number
  placing: PlacingFigures
  oversold: number
  deadlocks: number
  reading: ReadingFigures
  totals: TotalsFigures
  villageSqlMilliseconds: Spread
  resources: {
    startMilliseconds: number
    restMebibytes: number
    loadedMebibytes: number
  }
}

type Row = [what: string, measured: string, wanted: string, met: boolean]

/** Every demand with what was measured, whether it is met, and nothing else. */
export function rowsOf(report: BenchReport): Row[] {
  const { placing, reading, totals } = report
  return [
    atLeast('placing, of a bare route, 16 clients', placing.ofBare, 0.6),
    atLeast('placing, 64 clients of 16', placing.at64Of16, 0.8),
    below('placing, p99 at 16 clients, ms', placing.p99Milliseconds, 50),
    atLeast('placing on hot lots, of a bare route', placing.hotOfBare, 0.6),
    none('orders refused', placing.refused),
    none('deadlocks', report.deadlocks),
    none('lots oversold', report.oversold),
    atLeast('catalogue page, of a bare route', reading.pageOfBare, 0.6),
    atLeast('product page, of a bare route', reading.productOfBare, 0.6),
    ...Object.entries(totals.growth).map(([name, growth]) =>
      below(`${name} total, 1,000,000 lines ÷ 10,000`, growth, 1.2),
    ),
    below('one village, SQL, ms', report.villageSqlMilliseconds, 2),
    below('a month’s page, p95 at 16 clients, ms', totals.monthPageP95, 30),
  ]
}

/** The report for people. */
export function tableOf(report: BenchReport): string {
  const rows = rowsOf(report).map(([what, measured, wanted, met]) => [
    what,
    measured,
    wanted,
    met ? 'met' : 'MISSED',
  ])
  const { placing, reading, resources, totals } = report
  const facts = [
    `${Math.round(placing.perSecond.median)} orders a second at 16 clients`,
    `${Math.round(reading.pagesPerSecond.median)} catalogue pages a second`,
    `${Math.round(reading.productsPerSecond.median)} product pages a second`,
    ...Object.entries(totals.milliseconds).map(
      ([name, each]) => `${name} total ${each.median.toFixed(1)} ms over 1,000,000 lines`,
    ),
    `start ${Math.round(resources.startMilliseconds)} ms`,
    `memory ${Math.round(resources.restMebibytes)} MiB at rest`,
    `${Math.round(resources.loadedMebibytes)} MiB under orders`,
  ]
  const { machine, rounds, seconds } = report
  return [
    `${machine}; ${rounds} rounds of ${seconds} s, medians (lowest to highest)`,
    ...aligned([['figure', 'measured', 'wanted', ''], ...rows]),
    ...facts.map((fact) => `  ${fact}`),
  ].join('\n')
}

function atLeast(what: string, value: Spread, least: number): Row {
  return [what, shown(value), `≥ ${least}`, value.median >= least]
}

function below(what: string, value: Spread, most: number): Row {
  return [what, shown(value), `< ${most}`, value.median < most]
}

function none(what: string, value: number): Row {
  return [what, String(value), '0', value === 0]
}

function shown({ median, lowest, highest }: Spread): string {
  const digits = median >= 10 ? 1 : 2
  return `${median.toFixed(digits)} (${lowest.toFixed(digits)} to ${highest.toFixed(digits)})`
}

function aligned(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
