import { expect, test } from 'vitest'
import { csvLine } from '../../shared/csv.ts'

test('a cell of a CSV file is never run as a formula, and figures stay figures', () => {
  const formulas = ['=1+1', '+A1', '-2+3', '@SUM(A1)', '\tx', '＝1+1', '＋1', '－1', '＠x']
  expect(formulas.map((text) => csvLine([text]))).toEqual(formulas.map((text) => `'${text}`))
  expect(csvLine([null, -5, '-12.50', '-20.26%', '1,5', 'a "b"', '两行\n字'])).toBe(
    ',-5,-12.50,-20.26%,"1,5","a ""b""","两行\n字"',
  )
})
