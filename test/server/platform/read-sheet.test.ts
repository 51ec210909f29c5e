import { deflateRawSync } from 'node:zlib'
import * as XLSX from '@e965/xlsx'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { linesOfText, readSheet } from '../../../server/platform/sheets/read-sheet.ts'
import type { AppError } from '../../../shared/errors.ts'
import { aWorkbook, hiding } from '../../support/factories/sheets.ts'

const nobody = '00000000-0000-0000-0000-000000000000'
const rows = [
  ['单位名称', '统一社会信用代码', '电话'],
  ['巫山县示例小学', '12500237MB1906955X', 13900000001],
]
const cells = [
  ['单位名称', '统一社会信用代码', '电话'],
  ['巫山县示例小学', '12500237MB1906955X', '13900000001'],
]

const read = (bytes: Buffer, more: object = {}) =>
  readSheet(nobody, { bytes, sheet: null, encoding: null, ...more })
const cellsOf = async (bytes: Buffer, more: object = {}) =>
  (await read(bytes, more)).lines.map((line) => line.cells)
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => 'read',
    (error: AppError) => error.code,
  )

test('an .xlsx and an .xls of WPS give the same cells', async () => {
  expect(await cellsOf(aWorkbook(rows))).toEqual(cells)
  expect(await cellsOf(aWorkbook(rows, 'biff8'))).toEqual(cells)
})

test('dates, merged words, formulas and long numbers come as they are meant, or not at all', async () => {
  const sheet = XLSX.utils.aoa_to_sheet([
    ['日期', '乡镇', '账号', '公式', '合并数'],
    [new Date(Date.UTC(2026, 2, 1)), '竹贤乡', 6_228_480_402_564_890_000, null, 5],
    [null, null, 1, null, null],
  ])
  sheet['!merges'] = [XLSX.utils.decode_range('B2:B3'), XLSX.utils.decode_range('E2:E3')]
  sheet.D2 = { t: 'n', f: 'A1+1' }
  sheet.D3 = { t: 'n', f: 'C3+1', v: 2 }
  const book = XLSX.utils.book_new()
  XLSX.utils.book_append_sheet(book, sheet, '表')
  const bytes = XLSX.write(book, { type: 'buffer', bookType: 'xlsx' })
  const [, second, third] = await cellsOf(bytes)
  expect(second?.slice(0, 3)).toEqual(['2026-03-01', '竹贤乡', '6.22848040256489e+18'])
  expect(third).toEqual(['', '竹贤乡', '1', '2'])
})

test('§2.7 a figure has the unit that the format of its cell adds, and all its decimals', async () => {
  const formats: [number, string, string][] = [
    [50, '0"公斤"', '50公斤'],
    [12.345, '0.0"斤"', '12.345斤'],
    [1234.5, '#,##0"万元"', '1234.5万元'],
    [1_234_567, '#,##0.0,"千克"', '1234.567千克'],
    [7, '0\\k\\g', '7kg'],
    [0.5, '# ?/?"斤"', '1/2斤'],
    [-3, '0"斤";(0"斤")', '-3斤'],
    [8.126, '"人民币"#,##0.00"元整"', '8.126元'],
    [8.1, '"¥"#,##0.00', '8.1'],
    [8.1, '[$¥-804]#,##0.00', '8.1'],
    [8.1, '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ', '8.1'],
    [0.5, 'h"时"mm"分"', '0.5'],
    [43_891, 'yyyy"年"m"月"d"日"', '2020-03-01'],
    [0.5, '0%', '50%'],
    [50, 'General"公斤"', '50公斤'],
    [50, 'G/通用格式"斤"', '50斤'],
    [12_345, '0!.0,"万元"', '1.2345万元'],
    [12_345, '0\\.0000"万元"', '1.2345万元'],
    [1000, '#,##0.00', '1000'],
  ]
  const sheet = XLSX.utils.aoa_to_sheet([formats.map(([value]) => value)])
  for (const [at, [v, z]] of formats.entries())
    sheet[XLSX.utils.encode_cell({ r: 0, c: at })] = { t: 'n', v, z }
  const book = XLSX.utils.book_new()
  XLSX.utils.book_append_sheet(book, sheet, '表')
  for (const bookType of ['xlsx', 'biff8'] as const)
    expect(await cellsOf(XLSX.write(book, { type: 'buffer', bookType }))).toEqual([
      formats.map(([, , text]) => text),
    ])
})

test('§2.7 days are counted from where the file counts them, and amounts merged over rows marked', async () => {
  const sheet = XLSX.utils.aoa_to_sheet([
    ['日期', '编号', '数量', '品名'],
    [{ t: 'n', v: 46_353 - 1_462, z: 'yyyy/m/d' }, 'A-1', '50斤', '土豆'],
    [null, null, null, '白菜'],
  ])
  sheet['!merges'] = ['A2:A3', 'B2:B3', 'C2:C3'].map((range) => XLSX.utils.decode_range(range))
  const book = XLSX.utils.book_new()
  XLSX.utils.book_append_sheet(book, sheet, '表')
  book.Workbook = { WBProps: { date1904: true } }
  for (const bookType of ['xlsx', 'biff8'] as const) {
    const bytes = XLSX.write(book, { type: 'buffer', bookType })
    expect((await cellsOf(bytes)).slice(1)).toEqual([
      ['2026-11-27', 'A-1', '50斤', '土豆'],
      ['2026-11-27', 'A-1', '', '白菜'],
    ])
    const [, marked] = await cellsOf(bytes, { marksMerged: true })
    expect(marked?.[2]).toBe('合并: 50斤')
  }
})

test.each(['xlsx', 'biff8'] as const)('§2.7 what a sheet hides is left out: %s', async (format) => {
  const list = [
    ['品名', '成本', '数量'],
    ...['土豆', '白菜', '茄子'].map((name) => [name, '9', '2']),
  ]
  const book = aWorkbook(list, format, { 第二张: [['甲', '乙']] })
  // The library writes no hidden rows into an .xls.
  const rows = format === 'xlsx' ? [2] : []
  const bytes = hiding(book, { rows, columns: [1] }, format)
  const { lines, hidden } = await read(bytes, { sheet: 'Sheet1' })
  const all = ['1 品名  数量', '2 土豆  2', '3 白菜  2', '4 茄子  2']
  expect(lines.map(({ number, cells }) => `${number} ${cells.join(' ')}`)).toEqual(
    all.filter((_, at) => !rows.includes(at)),
  )
  expect(hidden).toEqual({ rows: rows.length, columns: 1 })
  expect((await read(bytes, { sheet: 'Sheet1', withHidden: true })).lines).toHaveLength(4)
  expect((await read(bytes, { sheet: '第二张' })).hidden).toEqual({ rows: 0, columns: 0 })
})

test('text is read by what it holds: UTF-8, UTF-16 and GB18030, commas or tabs', async () => {
  const csv = cells.map((row) => row.join(',')).join('\r\n')
  const tsv = cells.map((row) => row.join('\t')).join('\n')
  expect(await cellsOf(Buffer.from(csv))).toEqual(cells)
  expect(await cellsOf(Buffer.from(`\ufeff${csv}`))).toEqual(cells)
  expect(await cellsOf(iconv.encode(csv, 'gb18030'))).toEqual(cells)
  expect(await cellsOf(iconv.encode(tsv, 'utf-16le', { addBOM: true }))).toEqual(cells)
  expect(await cellsOf(iconv.encode(tsv, 'utf-16be'))).toEqual(cells)
  expect((await read(iconv.encode(csv, 'gb18030'))).encoding).toBe('gb18030')
})

test('§2.7 bytes that can be either encoding are asked, and read as somebody says', async () => {
  // 一 in GB18030 is also a letter of two bytes in UTF-8.
  const bytes = iconv.encode('a,b\n一,一', 'gb18030')
  expect(await refusalOf(read(bytes))).toBe('encoding_to_choose')
  expect(await cellsOf(bytes, { encoding: 'gb18030' })).toEqual([
    ['a', 'b'],
    ['一', '一'],
  ])
})

test('cells in quotation marks keep their commas and line breaks', () => {
  const lines = linesOfText('名称,地址\n"示例,小学","一号\n楼"')
  expect(lines.map((line) => line.cells)).toEqual([
    ['名称', '地址'],
    ['示例,小学', '一号 楼'],
  ])
})

test('of several filled sheets somebody chooses one', async () => {
  const bytes = aWorkbook(rows, 'xlsx', { 第二张: [['甲', '乙']], 空: [] })
  expect(await refusalOf(read(bytes))).toBe('sheet_to_choose')
  expect(await cellsOf(bytes, { sheet: '第二张' })).toEqual([['甲', '乙']])
})

test('a page that a program saved as .xls is read as the table it is', async () => {
  const html =
    '<html><table><tr><td>名称</td><td>电话</td></tr><tr><td>甲</td><td>1</td></tr></table>'
  expect(await cellsOf(Buffer.from(html))).toEqual([
    ['名称', '电话'],
    ['甲', '1'],
  ])
})

/** A zip file with one part, whatever is said of its size. */
function aZip(name: string, data: Buffer, said = data.length): Buffer {
  const packed = deflateRawSync(data, { level: 9 })
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04_03_4b_50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(said, 22)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02_01_4b_50, 0)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(packed.length, 20)
  central.writeUInt32LE(said, 24)
  central.writeUInt16LE(name.length, 28)
  const start = Buffer.concat([local, Buffer.from(name), packed])
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06_05_4b_50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(start.length, 16)
  return Buffer.concat([start, central, Buffer.from(name), end])
}

test('hostile files end in a clear error and take nothing down', async () => {
  const bomb = aZip('xl/worksheets/sheet1.xml', Buffer.alloc(200 * 1_048_576), 10)
  expect(await refusalOf(read(bomb))).toBe('sheet_too_large')
  const good = aWorkbook(rows)
  expect(await refusalOf(read(good.subarray(0, good.length - 40)))).toBe('sheet_unreadable')
  expect(await refusalOf(read(Buffer.from('PK\u0003\u0004 and nothing')))).toBe('sheet_unreadable')
  expect(await refusalOf(read(Buffer.alloc(0)))).toBe('sheet_empty')
  expect(await refusalOf(read(Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2])))).toBe(
    'sheet_unreadable',
  )
  const header = Buffer.from('d0cf11e0a1b11ae1', 'hex')
  expect(await refusalOf(read(Buffer.concat([header, Buffer.alloc(600)])))).toBe('sheet_unreadable')
  const locked = XLSX.CFB.utils.cfb_new()
  XLSX.CFB.utils.cfb_add(locked, '/EncryptionInfo', Buffer.alloc(200))
  XLSX.CFB.utils.cfb_add(locked, '/EncryptedPackage', Buffer.alloc(5_000))
  const encrypted = XLSX.CFB.write(locked, { type: 'buffer' }) as Uint8Array
  expect(await refusalOf(read(Buffer.from(encrypted)))).toBe('sheet_encrypted')
  const wide = aWorkbook([Array.from({ length: 200 }, (_, at) => `列${at}`)])
  expect(await refusalOf(read(wide))).toBe('sheet_too_large')
}, 60_000)

test('a sheet with a row a billion cells away is read up to what may be', async () => {
  const xml =
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    '<dimension ref="A1:XFD1048576"/>' +
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c></row>' +
    '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>' +
    '</sheetData></worksheet>'
  const parts = XLSX.CFB.read(aWorkbook(rows), { type: 'buffer' })
  const at = parts.FullPaths.findIndex((path: string) => path.endsWith('sheet1.xml'))
  const entry = parts.FileIndex[at]
  if (entry) {
    entry.content = Buffer.from(xml)
    entry.size = xml.length
  }
  const bytes = Buffer.from(
    XLSX.CFB.write(parts, { fileType: 'zip', type: 'buffer', compression: true }) as Uint8Array,
  )
  expect(['read', 'sheet_too_large']).toContain(await refusalOf(read(bytes)))
}, 60_000)
