import { expect, test } from 'vitest'
import { periodName, periodWords } from '../../../server/exchange/period-words.ts'
import { readText } from '../../support/sources.ts'

test.each(['zh-CN', 'en'] as const)('a file names periods as the screens do, in %s', (language) => {
  const texts = JSON.parse(readText(`web/locales/${language}/periods.json`))
  expect(periodWords[language]).toEqual(texts.names)
})

test.each([
  ['2026', '2026年'],
  ['2026-H1', '2026年上半年'],
  ['2026-Q2', '2026年第2季度'],
  ['2026-05', '2026年5月'],
  ['2026-01..2026-09', '2026年1月至9月'],
  ['2025-11..2026-02', '2025年11月至2026年2月'],
  ['2026-01-20..2026-02-20', '2026-01-20 至 2026-02-20'],
  ['2026-spring-festival', '2026年春节（02-16 至 02-22）'],
])('%s is called %s', (text, name) => {
  expect(periodName(text, 'zh-CN')).toBe(name)
})
