import { expect, test } from 'vitest'
import { readSheet } from '../../../shared/evidence/evidence.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aWorkbook, hiding } from '../../support/factories/sheets.ts'

const { call, refusal, database } = await testApp()
const as = signedIn({ roles: ['buyer'] })
const rows = [
  ['品名', '数量'],
  ['巫山脆李', '12箱'],
  ['"特级"土豆', '３０斤'],
]
const read = (bytes: Buffer, fields = {}) =>
  call(readSheet, {}, { as, file: { bytes, name: '清单', fields } })

test('a spreadsheet is read as rows that could have been pasted, and kept nowhere', async () => {
  const hidden = { rows: 0, columns: 0 }
  const text = '品名\t数量\n巫山脆李\t12箱\n"""特级""土豆"\t３０斤'
  expect(await read(aWorkbook(rows))).toEqual({ text, sheet: 'Sheet1', rows: 3, hidden })
  expect((await read(aWorkbook(rows, 'biff8'))).text).toBe(text)
  const csv = await read(Buffer.from('品名,数量\n巫山脆李,12箱'))
  expect(csv.text).toBe('品名\t数量\n巫山脆李\t12箱')
  const [kept] = await database.sql`select count(*)::integer as count from evidence.files`
  expect(kept?.count).toBe(0)
})

test('§2.7 rows that a filter hides are left out and counted, and taken where somebody says so', async () => {
  const filtered = hiding(aWorkbook([...rows, ['番茄', '2箱']]), { rows: [2], columns: [] })
  const shown = await read(filtered)
  expect(shown).toMatchObject({ rows: 3, hidden: { rows: 1, columns: 0 } })
  expect(shown.text).not.toContain('特级')
  expect(await read(filtered, { withHidden: 'true' })).toMatchObject({
    ...{ rows: 4, hidden: { rows: 0, columns: 0 } },
  })
})

test('§2.7 of several filled sheets somebody chooses, and what is no sheet is refused', async () => {
  const two = aWorkbook(rows, 'xlsx', { 周二: rows })
  const refused = async (bytes: Buffer) =>
    refusal(readSheet, {}, { as, file: { bytes, name: 'a.xlsx' } })
  expect((await refused(two)).code).toBe('sheet_to_choose')
  expect((await read(two, { sheet: '周二' })).sheet).toBe('周二')
  expect((await refused(Buffer.from([0x50, 0x4b, 3, 4, 0]))).code).toBe('sheet_unreadable')
  expect((await refused(Buffer.alloc(0))).code).toBe('sheet_empty')
  const long = Array.from({ length: 19_000 }, () => ['品名很长很长很长', '12箱'])
  expect((await refused(aWorkbook(long))).code).toBe('sheet_too_large')
  expect((await refusal(readSheet, {}, { file: { bytes: two, name: 'a' } })).status).toBe(401)
})
