import { expect, test } from 'vitest'
import { readHtmlTable, textOfHtmlTable } from '../../shared/clipboard-table.ts'
import { parseRows } from '../../shared/orders/parse-rows.ts'

const cell = (text: string, span = '') => `<td ${span} class=xl65 style='height:15pt'>${text}</td>`
const row = (...cells: string[]) => `<tr height=19>\r\n  ${cells.join('\n  ')}\n </tr>`
const page = (...rows: string[]) =>
  `<html><head><style>td {x:"<table>"}</style></head><body><!--StartFragment--><table>
  <col width=72>${rows.join('\n')}</table></body></html>`

const head = row(cell('类别'), cell('品名'), cell('数量'), cell('单位'))

test('§2.7 merged words stand in each of their rows', () => {
  const html = page(
    row(cell('下庄小学采购清单', 'colspan=4')),
    head,
    row(cell('蔬菜', 'rowspan=2'), cell('土豆'), cell('50'), cell('斤', 'rowspan="2"')),
    row(cell('茄子'), cell('20')),
  )
  expect(textOfHtmlTable(html)?.split('\n')).toEqual([
    '下庄小学采购清单\t\t\t',
    '类别\t品名\t数量\t单位',
    '蔬菜\t土豆\t50\t斤',
    '蔬菜\t茄子\t20\t斤',
  ])
  const read = parseRows(textOfHtmlTable(html) ?? '')
  expect(read.map(({ words, amount }) => [words, amount])).toEqual([
    ['土豆', { kind: 'weight', grams: 25_000 }],
    ['茄子', { kind: 'weight', grams: 10_000 }],
  ])
})

test('§2.7 rows and columns that the table hides are left out, counted and kept apart', () => {
  const html =
    '<table><col width=72><col width=0 style="display:none"><col width=72>' +
    '<tr height=19><td>品名</td><td>成本</td><td>数量</td></tr>' +
    '<tr height=19><td rowspan=2>土豆</td><td>9</td><td>5斤</td></tr>' +
    '<tr height=0 style="display:none"><td>9</td><td>6斤</td></tr>' +
    '<tr style="line-height:0;mso-height-source:userset;height:14pt">' +
    '<td>白菜</td><td>9</td><td>7斤</td></tr></table>'
  expect(readHtmlTable(html)).toEqual({
    text: '品名\t\t数量\n土豆\t\t5斤\n白菜\t\t7斤',
    whole: '品名\t成本\t数量\n土豆\t9\t5斤\n土豆\t9\t6斤\n白菜\t9\t7斤',
    hidden: { rows: 1, columns: 1 },
  })
})

test('§2.7 a merged figure is asked: is it all of its rows, or each?', () => {
  const html = page(
    head,
    row(cell('蔬菜'), cell('土豆'), cell('50', 'rowspan=2'), cell('斤')),
    row(cell('蔬菜'), cell('茄子'), cell('斤')),
  )
  const read = parseRows(textOfHtmlTable(html) ?? '')
  expect(read.map(({ words, amount }) => [words, amount])).toEqual([
    ['土豆', null],
    ['茄子', null],
  ])
})

test('§2.7 days and numbers of documents that are merged hold for all their rows', () => {
  const html = page(
    row(cell('2026-11-30', 'rowspan=2'), cell('L-3', 'rowspan=2'), cell('1,200元', 'rowspan=2')),
    row(),
  )
  expect(textOfHtmlTable(html)?.split('\n')).toEqual([
    '2026-11-30\tL-3\t合并: 1,200元',
    '2026-11-30\tL-3\t',
  ])
})

test('line breaks, quotation marks and entities in cells', () => {
  const html = page(row(cell('土豆<br>（本地）'), cell('&quot;特级&quot; &#20845;&nbsp;箱')))
  expect(textOfHtmlTable(html)).toBe('"土豆\n（本地）"\t"""特级"" 六 箱"')
  expect(textOfHtmlTable('<p>土豆 50斤</p>')).toBeNull()
})

test('what is made to be slow takes time in proportion to its length', () => {
  const wide = "<td rowspan='100' colspan='100'>"
  for (const piece of ['<', '<td', '<tr><td>', '&#', wide, '\n', '&nbsp;', '<b> ']) {
    const timeOf = (length: number) => {
      const html = `<table><tr><td>${piece.repeat(length / piece.length)}x`
      const started = performance.now()
      textOfHtmlTable(html)
      return performance.now() - started
    }
    const fastest = (length: number) => Math.min(...[1, 2, 3].map(() => timeOf(length)))
    expect(fastest(100_000), piece).toBeLessThan(Math.max(fastest(10_000), 5) * 40)
  }
})
