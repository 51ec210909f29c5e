import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { i18n, loadTexts, speak } from '../../../web/platform/i18n.ts'
import { fieldSentence } from '../../../web/ui/problem-text.ts'

const { t } = i18n.global

beforeEach(async () => {
  vi.stubGlobal('document', { documentElement: {} })
  await loadTexts(['billing', 'errors', 'orders'])
  await speak('en')
})

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['1', 1, '1 invoice'],
  ['0', 0, '0 invoices'],
  ['1,001', 1_001, '1,001 invoices'],
])('%s is counted in English as its number says', (text, number, expected) => {
  expect(t('billing.invoiceCount', { count: text }, number)).toBe(expected)
})

test('a number called count is found by itself', () => {
  expect(t('orders.lineCount', { count: 1 })).toBe('1 line')
  expect(t('orders.lineCount', { count: 2 })).toBe('2 lines')
})

test('a refused field counts by the number it was refused with', () => {
  const sentenceFor = (minimum: number) =>
    fieldSentence(t, { path: ['packs'], code: 'below_minimum_quantity', values: { minimum } })
  expect(sentenceFor(1)).toBe('At least 1 pack')
  expect(sentenceFor(12)).toBe('At least 12 packs')
})

test('Chinese has one form', async () => {
  await speak('zh-CN')
  expect(t('billing.invoiceCount', { count: '3' }, 3)).not.toContain('|')
})
