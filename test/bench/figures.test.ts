import { describe, expect, test } from 'vitest'
import { exitCodeOf, type Figure, missedOf } from '../../bench/figures.ts'
import { reportOf, rowsOf } from '../../bench/report.ts'
import { percentile, spread } from '../../bench/statistics.ts'

function figure(label: string, values: readonly number[], rest: Partial<Figure> = {}): Figure {
  return { label, unit: 'ms', spread: spread(values), ...rest }
}

describe('what the bench ends with', () => {
  test('a missed limit is named and gives exit code 1', () => {
    const figures = [
      figure('quick', [10, 20, 90], { limit: { atMost: 20 } }),
      figure('slow', [10, 21, 30], { limit: { atMost: 20 } }),
      figure('weak', [0.4, 0.49, 0.9], { limit: { atLeast: 0.5 } }),
      figure('only told', [1_000_000]),
    ]
    const missed = missedOf([{ name: 'pages', figures }])
    expect(missed).toEqual(['pages: slow', 'pages: weak'])
    expect(exitCodeOf(missed, false)).toBe(1)
  })

  test('a figure that could not be measured meets no limit', () => {
    const figures = [figure('lost', [Number.NaN], { limit: { atMost: 20 } })]
    expect(missedOf([{ name: 'pages', figures }])).toEqual(['pages: lost'])
  })

  test('nothing missed, or a report alone, ends with 0', () => {
    expect(exitCodeOf([], false)).toBe(0)
    expect(exitCodeOf(['pages: slow'], true)).toBe(0)
  })
})

describe('the report', () => {
  const costs = { postgresMs: 1.234, nodeMs: 0.5, logKilobytes: 12, buffers: 345.6 }

  test('says of each figure what was measured, what was wanted, and what it took', () => {
    const latency = { p50: 1, p95: 20.06, p99: 300.4 }
    const rows = rowsOf([
      figure('page', [1, 2, 3], { limit: { atMost: 2 }, costs, latency }),
      figure('ratio', [0.25], { limit: { atLeast: 0.5 } }),
    ])
    expect(rows[1]).toEqual([
      'page',
      '2 (1 to 3)',
      'ms',
      '≤ 2',
      'met',
      '1',
      '20.1',
      '300',
      '1.23',
      '0.50',
      '12',
      '346',
    ])
    expect(rows[2]?.slice(0, 5)).toEqual(['ratio', '0.25', 'ms', '≥ 0.5', 'MISSED'])
  })

  test('leaves out the columns that a part has nothing for', () => {
    expect(rowsOf([figure('page', [1])])[0]).toHaveLength(5)
    expect(rowsOf([figure('page', [1], { costs })])[0]).toHaveLength(9)
  })

  test('has one table a part', () => {
    const part = (name: string) => ({ name, figures: [figure('page', [1])] })
    const lines = reportOf([part('pages'), part('orders')], 'two cores').split('\n')
    expect(lines.filter((line) => line.startsWith('  figure'))).toHaveLength(2)
  })
})

describe('statistics', () => {
  test('the middle, the ends and the share below', () => {
    expect(spread([3, 1, 2])).toEqual({ median: 2, lowest: 1, highest: 3 })
    expect(spread([4, 1]).median).toBe(2.5)
    const hundred = Array.from({ length: 100 }, (_, at) => at)
    expect(percentile(hundred, 0.99)).toBe(99)
    expect(percentile([], 0.5)).toBeNaN()
  })
})
