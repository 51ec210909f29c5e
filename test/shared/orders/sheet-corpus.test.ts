import { expect, test } from 'vitest'
import { parseRows } from '../../../shared/orders/parse-rows.ts'
import { askedSheets } from './asked-sheets.ts'
import { canteenSheets } from './canteen-sheets.ts'
import { changedSheets } from './changed-sheets.ts'
import { chatSheets } from './chat-sheets.ts'
import { correctedSheets } from './corrected-sheets.ts'
import { crossSheets } from './cross-sheets.ts'
import { kitchenSheets } from './kitchen-sheets.ts'
import { marketSheets } from './market-sheets.ts'
import { oddSheets } from './odd-sheets.ts'
import { officeSheets } from './office-sheets.ts'
import { schoolSheets } from './school-sheets.ts'
import { amountText, sheets } from './sheets.ts'
import { spokenSheets } from './spoken-sheets.ts'

const own = [
  ...askedSheets,
  ...canteenSheets,
  ...changedSheets,
  ...chatSheets,
  ...correctedSheets,
  ...crossSheets,
  ...kitchenSheets,
  ...marketSheets,
  ...oddSheets,
  ...officeSheets,
  ...schoolSheets,
  ...spokenSheets,
]

test.each(own)('§2.7 a list means what its writer meant: $name', ({ text, rows }) => {
  const read = parseRows(text).map((row) => {
    return [row.words, amountText(row.amount), row.packGrams, row.question]
  })
  const meant = rows.map(([goods, amount, packGrams = null, question = null]) => {
    return [goods, amount, packGrams, question]
  })
  expect(read).toEqual(meant)
})

/**
 * Rows that were read wrongly without a question, rows that are asked, and all rows. What its
 * writer left open ("几斤", a range) must be asked and does not count as asked too much.
 */
function measured() {
  const counts = { sheets: 0, rows: 0, silentErrors: 0, asked: 0 }
  for (const { text, rows } of [...sheets, ...own]) {
    const read = parseRows(text)
    counts.sheets += 1
    counts.rows += rows.length
    if (read.length !== rows.length) counts.silentErrors += Math.abs(read.length - rows.length)
    for (const [at, [goods, amount, packGrams = null, question = null]] of rows.entries()) {
      const row = read[at]
      const isOpen = question !== null || amount === '—'
      const isAsked = row?.question !== null || row.amount === null
      const isRight =
        row?.words === goods && amountText(row.amount) === amount && row.packGrams === packGrams
      if (isAsked && !isOpen) counts.asked += 1
      if (!isAsked && (isOpen || !isRight)) counts.silentErrors += 1
    }
  }
  return counts
}

test('§2.7 no row of the corpus is read wrongly in silence, and at most 5 % are asked', () => {
  const { sheets: count, rows, silentErrors, asked } = measured()
  expect(own.length).toBeGreaterThanOrEqual(130)
  expect(count).toBeGreaterThan(180)
  expect(silentErrors).toBe(0)
  expect(asked / rows).toBeLessThanOrEqual(0.05)
})
