import * as XLSX from '@e965/xlsx'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import { textOfHtmlTable } from '../../../shared/clipboard-table.ts'
import type { ImportKindName } from '../../../shared/exchange/imports.schemas.ts'
import { testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { anOffer } from '../../support/factories/catalogue.ts'
import { aCooperative, anOrganisation, aUnit } from '../../support/factories/organisations.ts'
import { aCreditCode, aWorkbook } from '../../support/factories/sheets.ts'
import { insertDivision } from '../../support/factories/villages.ts'
import { readAs } from '../../support/importing.ts'

const app = await testApp({ settings: { RATE_LIMIT: '0' } })
const { database } = app
const xiazhuang = '500237222213'
await insertDivision(database, { code: '500237109242', name: '石沟村' })
const platformId = (await anOrganisation(database, { kind: 'platform', name: '示例平台' })).id
const { actor: admin } = await aMember(database, {
  organisationId: platformId,
  roles: ['platform_admin'],
})
const cooperative = await aCooperative(database)
const { actor: manager } = await aMember(database, {
  organisationId: cooperative.id,
  roles: ['cooperative_manager'],
})
await anOffer(database, { cooperativeId: cooperative.id, originCode: xiazhuang, stockGrams: 0 })
await aUnit(database, { name: '示例小学' })
const primary = await aUnit(database, { name: '示例医院' })
const { actor: finance } = await aMember(database, {
  organisationId: primary.id,
  roles: ['finance'],
})

/** Rows with merged cells, each range by its first and last cell. */
function merged(rows: readonly (readonly unknown[])[], ranges: string[], format: 'xlsx' | 'biff8') {
  const sheet = XLSX.utils.aoa_to_sheet(rows.map((row) => [...row]))
  sheet['!merges'] = ranges.map((range) => XLSX.utils.decode_range(range))
  const book = XLSX.utils.book_new()
  XLSX.utils.book_append_sheet(book, sheet, 'Sheet1')
  return XLSX.write(book, { type: 'buffer', bookType: format }) as Buffer
}

const gb = (rows: readonly (readonly string[])[]) =>
  iconv.encode(rows.map((row) => row.join(',')).join('\r\n'), 'gb18030')
const tabs = (text: string) => Buffer.from(`\ufeff${text}`)
const page = (html: string) =>
  Buffer.from(`\ufeff${textOfHtmlTable(html, { longest: 100_000, rows: 1_000 })}`)

interface Sheet {
  name: string
  kind: ImportKindName
  as: Actor
  bytes: Buffer
  fields: string[]
  rows: string[]
}

const code = (n: number, kind = '12') => aCreditCode(n, kind)
const unitHead = ['单位名称', '信用代码', '单位类型', '所在地', '地址', '联系人', '电话']
const school = (n: number) => [
  `第${n}小学`,
  code(n),
  '学校',
  '重庆市巫山县',
  '示例路1号',
  '李敏',
  '13900000001',
]
const productHead = ['品名', '类别', '产地', '规格', '净重（公斤）', '单价（元）']
const plum = ['脆李王', '水果', '下庄村', '5公斤/箱', '5', '60']
const lotHead = [
  '品名',
  '产地',
  '数量（公斤）',
  '采收日期',
  '合格证号',
  '开证日期',
  '承诺人',
  '批号',
]
const lot = ['巫山脆李', '下庄村', '2000', '2026-06-01', '渝-1', '2026-06-01', '毛建国', '甲1']
const coopHead = [
  '合作社名称',
  '信用代码',
  '类型',
  '法人',
  '所在村',
  '地址',
  '联系人',
  '电话',
  '成立日期',
  '营业期限至',
]
const coop = (n: number) => [
  `第${n}种植合作社`,
  code(n, '93'),
  '合作社',
  '毛建国',
  '竹贤乡下庄村',
  '1组',
  '毛建国',
  '13900000001',
  '2020年3月1日',
  '长期',
]

const statement = (rows: string[][]) =>
  gb([
    ['账号', '交易日期', '收入金额', '支出金额', '余额', '摘要', '对方户名', '流水号'],
    ...rows.map((row, at) => ['6217000000000000001', '2026-11-20', ...row, '甲社', `B${at}`]),
  ])

const sheets: Sheet[] = [
  {
    name: 'units: merged title, merged place down the rows',
    kind: 'units',
    as: admin,
    bytes: merged(
      [['巫山县学校名单'], unitHead, school(101), [...school(102).with(3, '')]],
      ['A1:G1', 'D3:D4'],
      'xlsx',
    ),
    fields: ['name', 'place'],
    rows: ['第101小学 | 重庆市巫山县', '第102小学 | 重庆市巫山县'],
  },
  {
    name: 'units: 万元 beside 元 in one column, and figures with units of their own',
    kind: 'units',
    as: admin,
    bytes: aWorkbook([
      [...unitHead, '年度预算'],
      [...school(103), '50万'],
      [...school(104), '500000元'],
      [...school(105), '50'],
    ]),
    fields: ['budget'],
    rows: ['50000000', '50000000', 'budget unit_missing'],
  },
  {
    name: 'units: csv in GB18030 with quoted names, a total below and who made it',
    kind: 'units',
    as: admin,
    bytes: gb([
      unitHead,
      ['"第106小学(东,西校区)"', ...school(106).slice(1)],
      ['合计', '', '1所', '', '', '', ''],
      ['制表：李敏', '', '', '', '审核：王芳', '', ''],
    ]),
    fields: ['name'],
    rows: ['第106小学(东,西校区)', 'skipped', 'skipped'],
  },
  {
    name: 'units: credit codes that became figures, and phones as figures',
    kind: 'units',
    as: admin,
    bytes: aWorkbook([
      unitHead,
      school(107)
        .with(1, '')
        .map((v, i) => (i === 6 ? 13900000001 : v)),
      school(108).map((v, i) => (i === 1 ? 1.25e17 : v)),
    ] as unknown[][]),
    fields: ['contactPhone'],
    rows: ['13900000001', 'creditCode wrong_credit_code'],
  },
  {
    name: 'units: two heads for phones, of office and of a person',
    kind: 'units',
    as: admin,
    bytes: aWorkbook([
      [...unitHead.slice(0, 6), '办公电话', '手机号'],
      [...school(109).slice(0, 6), '023-57680000', '13900000009'],
    ]),
    fields: ['contactPhone'],
    rows: ['13900000009'],
  },
  {
    name: 'units: .xls of WPS, targets in 万元 said in the title line',
    kind: 'units',
    as: admin,
    bytes: merged(
      [['2026年任务分解表（单位：万元）'], [...unitHead, '任务数'], [...school(110), 12.5]],
      ['A1:H1'],
      'biff8',
    ),
    fields: ['target'],
    rows: ['12500000'],
  },
  {
    name: 'units: the year in the head of the target',
    kind: 'units',
    as: admin,
    bytes: aWorkbook([
      [...unitHead, '2025年任务（元）'],
      [...school(111), '10000'],
    ]),
    fields: ['target', 'year'],
    rows: ['1000000 | 2025'],
  },
  {
    name: 'units: targets of two years, neither of which is taken',
    kind: 'units',
    as: admin,
    bytes: aWorkbook([
      [...unitHead, '2025年任务（元）', '2026年任务（元）'],
      [...school(112), '1', '2'],
    ]),
    fields: ['target', 'year'],
    rows: [' | '],
  },
  {
    name: 'units: the year in the title, and another in a head',
    kind: 'units',
    as: admin,
    bytes: aWorkbook([
      ['2025年任务表（填报日期：2026年1月5日）'],
      [...unitHead, '2026年任务（元）'],
      [...school(113), '1'],
    ]),
    fields: ['target', 'year'],
    rows: ['year wrong_format'],
  },
  {
    name: 'cooperatives: text dates of every kind, a serial date and a lone year',
    kind: 'cooperatives',
    as: admin,
    bytes: aWorkbook([
      coopHead,
      coop(201).with(8, '2020.03.01'),
      coop(202).with(8, '２０２０／３／１'),
      coop(203).with(8, '43891'),
      coop(204).with(8, '2020年'),
      coop(205).with(8, '20.3.1'),
      coop(206).with(8, '2020年3月'),
    ]),
    fields: ['licenceFrom'],
    rows: [
      '2020-03-01',
      '2020-03-01',
      'licenceFrom not_a_day',
      'licenceFrom not_a_day',
      'licenceFrom not_a_day',
      'licenceFrom not_a_day',
    ],
  },
  {
    name: 'cooperatives: a term in one cell, an end before its beginning, an end long past',
    kind: 'cooperatives',
    as: admin,
    bytes: aWorkbook([
      [...coopHead.slice(0, 8), '营业期限自', '营业期限至'],
      coop(207).with(8, '2020-03-01至2040-02-29'),
      coop(208).with(9, '2019-01-01'),
      coop(209).with(8, '2030-01-01'),
    ]),
    fields: ['licenceFrom', 'licenceTo'],
    rows: ['licenceFrom not_a_day', 'licenceTo in_the_past', 'licenceFrom in_the_future'],
  },
  {
    name: 'cooperatives: dates as a spreadsheet keeps them',
    kind: 'cooperatives',
    as: admin,
    bytes: (() => {
      const s = XLSX.utils.aoa_to_sheet([coopHead, coop(210)])
      s.I2 = { t: 'n', v: 43891, z: 'm/d/yy' }
      const b = XLSX.utils.book_new()
      XLSX.utils.book_append_sheet(b, s, 'S')
      return XLSX.write(b, { type: 'buffer', bookType: 'xlsx' }) as Buffer
    })(),
    fields: ['licenceFrom'],
    rows: ['2020-03-01'],
  },
  {
    name: 'cooperatives: tab-pasted, a village by township and a community, and one elsewhere',
    kind: 'cooperatives',
    as: admin,
    bytes: tabs(
      [coopHead, coop(211).with(4, '巫山 竹贤 下庄'), coop(212).with(4, '石沟村')]
        .map((r) => r.join('\t'))
        .join('\n'),
    ),
    fields: ['village'],
    rows: ['重庆市巫山县竹贤乡下庄村', 'village ambiguous'],
  },
  {
    name: 'people: several phones in a cell, a landline, roles in words of their own',
    kind: 'people',
    as: admin,
    bytes: aWorkbook([
      ['姓名', '手机', '单位', '角色'],
      ['王芳', '13900000301/13900000302', '示例小学', '采购'],
      ['李敏', '023-57680000', '示例小学', '会计'],
      ['张伟', '13900000303', '示例小学', '校长'],
      ['周兰', '13900000304', '示例小学', '采购兼验收'],
    ]),
    fields: ['phone', 'roles'],
    rows: ['phone wrong_format', 'phone wrong_format', 'roles not_one_of', 'roles not_one_of'],
  },
  {
    name: 'people: html clipboard with the unit in a merged cell',
    kind: 'people',
    as: admin,
    bytes: page(
      [
        '<table>',
        '<tr><td>单位</td><td>姓名</td><td>手机</td><td>角色</td></tr>',
        '<tr><td rowspan="2">示例小学</td><td>王芳</td><td>13900000311</td><td>采购员</td></tr>',
        '<tr><td>李敏</td><td>13900000312</td><td>财务</td></tr>',
        '<tr><td>示例医院</td><td>张伟</td><td>13900000313</td><td>采购员</td></tr></table>',
      ].join(''),
    ),
    fields: ['organisation', 'name'],
    rows: [
      '示例小学 · 重庆市渝中区 | 王芳',
      '示例小学 · 重庆市渝中区 | 李敏',
      '示例医院 · 重庆市渝中区 | 张伟',
    ],
  },
  {
    name: 'people: the unit once, empty below, without merging',
    kind: 'people',
    as: admin,
    bytes: aWorkbook([
      ['单位', '姓名', '手机', '角色'],
      ['示例小学', '王芳', '13900000321', '采购员'],
      ['', '李敏', '13900000322', '财务'],
    ]),
    fields: ['organisation', 'name'],
    rows: ['示例小学 · 重庆市渝中区 | 王芳', 'organisation required'],
  },
  {
    name: 'products: price per 斤 in the head, in the cell, and beside a price of the box',
    kind: 'products',
    as: manager,
    bytes: aWorkbook([
      [...productHead.slice(0, 5), '单价（元/斤）'],
      plum,
      plum.with(0, '脆李甲').with(5, '60元/箱'),
      plum.with(0, '脆李乙').with(5, '6元/斤'),
      plum.with(0, '脆李丑').with(5, '6元'),
    ]),
    fields: ['price'],
    rows: ['price price_per_weight', '6000', 'price price_per_weight', 'price price_per_weight'],
  },
  {
    name: 'products: weights in 斤 within a column headed 公斤',
    kind: 'products',
    as: manager,
    bytes: aWorkbook([
      productHead,
      plum.with(4, '10斤'),
      plum.with(0, '脆李丙').with(3, '10斤/箱'),
      plum.with(0, '脆李丁').with(3, '10斤/箱').with(4, '10'),
    ]),
    fields: ['netWeight'],
    rows: ['5000', '5000', 'netWeight weight_differs_from_name'],
  },
  {
    name: 'products: a price range, a price with a thousand comma, with a decimal comma, of 0',
    kind: 'products',
    as: manager,
    bytes: aWorkbook([
      productHead,
      plum.with(5, '55-60'),
      plum.with(0, '脆李戊').with(5, '1,060'),
      plum.with(0, '脆李己').with(5, '60，5'),
      plum.with(0, '脆李庚').with(5, '0'),
    ]),
    fields: ['price'],
    rows: ['price price_unit_missing', '106000', 'price wrong_format', 'price too_small'],
  },
  {
    name: 'products: name and category in merged cells over two packs',
    kind: 'products',
    as: manager,
    bytes: merged(
      [productHead, plum.with(0, '脆李辛'), ['', '', '', '2.5公斤/盒', '2.5', '35']],
      ['A2:A3', 'B2:B3', 'C2:C3'],
      'xlsx',
    ),
    fields: ['name', 'pack', 'netWeight'],
    rows: ['脆李辛 | 5公斤/箱 | 5000', '脆李辛 | 2.5公斤/盒 | 2500'],
  },
  {
    name: 'products: .xls with two prices',
    kind: 'products',
    as: manager,
    bytes: aWorkbook(
      [
        [...productHead.slice(0, 5), '市场价（元）', '供货价（元）'],
        [...plum.with(0, '脆李壬').slice(0, 5), '80', '60'],
      ],
      'biff8',
    ),
    fields: ['price'],
    rows: ['6000'],
  },
  {
    name: 'lots: unit in a column of its own against the head',
    kind: 'lots',
    as: manager,
    bytes: aWorkbook([
      [...lotHead, '单位'],
      [...lot.with(7, '甲2'), '斤'],
    ]),
    fields: ['weight'],
    rows: ['weight weight_unit_missing'],
  },
  {
    name: 'lots: the unit in a column of its own only',
    kind: 'lots',
    as: manager,
    bytes: aWorkbook([
      [...lotHead.with(2, '数量'), '单位'],
      [...lot.with(7, '甲3'), '斤'],
      [...lot.with(2, '1000斤').with(7, '甲3a'), '公斤'],
      [...lot.with(2, '1000斤').with(7, '甲3b'), '市斤'],
    ]),
    fields: ['weight'],
    rows: ['1000000', 'weight ambiguous', '500000'],
  },
  {
    name: 'lots: weights about, from to, with a sum and in packs',
    kind: 'lots',
    as: manager,
    bytes: aWorkbook([
      lotHead,
      lot.with(2, '约2000').with(7, '甲4'),
      lot.with(2, '2000-3000').with(7, '甲5'),
      lot.with(2, '400箱').with(7, '甲6'),
      lot.with(2, '2吨').with(7, '甲7'),
      lot.with(2, '1200+800').with(7, '甲8'),
    ]),
    fields: ['weight'],
    rows: [
      'weight wrong_format',
      'weight wrong_format',
      'weight wrong_format',
      'weight ambiguous',
      'weight wrong_format',
    ],
  },
  {
    name: 'lots: days and months only, and day before month',
    kind: 'lots',
    as: manager,
    bytes: aWorkbook([
      lotHead,
      lot.with(3, '6月1日').with(7, '甲9'),
      lot.with(3, '2026/6').with(7, '甲10'),
      lot.with(3, '01/06/2026').with(7, '甲11'),
      lot.with(3, '2026-06-31').with(7, '甲12'),
      lot.with(3, '2026-6-1 08:30').with(7, '甲13'),
    ]),
    fields: ['harvestedOn'],
    rows: [
      'harvestedOn not_a_day',
      'harvestedOn not_a_day',
      'harvestedOn not_a_day',
      'harvestedOn not_a_day',
      'harvestedOn not_a_day',
    ],
  },
  {
    name: 'lots: pasted html with a line break in a cell and a total row',
    kind: 'lots',
    as: manager,
    bytes: page(
      `<table><tr>${lotHead.map((t) => `<th>${t}</th>`).join('')}</tr><tr>${lot
        .with(1, '竹贤乡<br>下庄村')
        .with(7, '甲14')
        .map((t) => `<td>${t}</td>`)
        .join('')}</tr><tr>${['合计', '', '2000', '', '', '', '', '']
        .map((t) => `<td>${t}</td>`)
        .join('')}</tr></table>`,
    ),
    fields: ['village', 'weight'],
    rows: ['重庆市巫山县竹贤乡下庄村 | 2000000', 'skipped'],
  },
  {
    name: 'bank: amounts in 万元, one column with a direction, a balance in it',
    kind: 'bank_lines',
    as: finance,
    bytes: gb([
      ['账号', '交易日期', '借方发生额(万元)', '贷方发生额(万元)', '对方户名', '流水号'],
      ['6217000000000000001', '2026-11-20', '1.20', '', '甲社', '1'],
    ]),
    fields: ['debit'],
    rows: ['debit unit_missing'],
  },
  {
    name: 'bank: debit and credit with minus, red, in brackets, and DR CR behind',
    kind: 'bank_lines',
    as: finance,
    bytes: gb([
      ['账号', '交易日期', '交易金额', '借贷标志', '对方户名', '流水号'],
      ['6217000000000000001', '2026-11-20', '(1200.00)', '', '甲社', '2'],
      ['6217000000000000001', '20261120', '1200.00DR', '', '甲社', '3'],
      ['6217000000000000001', '2026/11/20', '1200.00', '借', '甲社', '4'],
      ['6217000000000000001', '2026/11/20', '￥1，200．00', '贷', '甲社', '5'],
    ]),
    fields: ['amount'],
    rows: ['amount wrong_format', 'amount wrong_format', '-120000', '120000'],
  },
  {
    name: 'bank: a minus under what was paid out, against the balance; a line taken back',
    kind: 'bank_lines',
    as: finance,
    bytes: statement([
      ['300.00', '', '90300.00', '货款'],
      ['', '-800.00', '89500.00', '货款'],
      ['', '-20.00', '89520.00', '手续费'],
      ['-30.00', '', '89550.00', '利息'],
      ['', '50.00', '89600.00', '货款'],
      ['', '-7.00', '', '货款'],
    ]),
    fields: ['credit', 'debit'],
    rows: [
      ...['30000 | ', ' | 80000', ' | -2000', '3000 | '],
      ...['debit direction_missing', 'debit direction_missing'],
    ],
  },
  {
    name: 'bank: a minus before all that was paid out, without a balance, newest first with one',
    kind: 'bank_lines',
    as: finance,
    bytes: statement([
      ['', '-800.00', '', '货款'],
      ['0.00', '-9.00', '', '手续费'],
      ['', '-1.00', '', '冲正'],
      ['-30.00', '', '', '货款'],
      ['', '-40.00', '100.00', '货款'],
      ['60.00', '', '140.00', '货款'],
    ]),
    fields: ['credit', 'debit'],
    rows: [
      ...[' | 80000', '0 | 900', 'debit direction_missing', 'credit direction_missing'],
      ...[' | 4000', '6000 | '],
    ],
  },
  {
    name: 'bank: what was paid out with and without a minus, and no balance',
    kind: 'bank_lines',
    as: finance,
    bytes: statement([
      ['', '-800.00', '', '货款'],
      ['', '9.00', '', '手续费'],
    ]),
    fields: ['credit', 'debit'],
    rows: ['debit direction_missing', ' | 900'],
  },
  {
    name: 'bank: the direction in a column of words, and with a sign',
    kind: 'bank_lines',
    as: finance,
    bytes: gb([
      ['账号', '交易日期', '交易金额', '收支标志', '对方户名', '流水号'],
      ...['支出', '收', '往账', '转入'].map((word, at) => [
        ...['6217000000000000001', '2026-11-20', `${at + 1}00.00`, word, '乙社', `D${at}`],
      ]),
      ['6217000000000000001', '2026-11-20', '-500.00', '收入', '乙社', 'D9'],
    ]),
    fields: ['amount'],
    rows: ['-10000', '20000', '-30000', '40000', 'amount direction_missing'],
  },
  {
    name: 'bank: serial numbers that a spreadsheet rounded',
    kind: 'bank_lines',
    as: finance,
    bytes: aWorkbook([
      ['账号', '交易日期', '支出', '收入', '对方户名', '流水号'],
      ['6217000000000000001', '2026-11-20', 1200, '', '甲社', 2e19],
      ['6217000000000000001', '2026-11-20', 1200, '', '甲社', '2.02611E+19'],
      ['6217000000000000001', 20261120, '', 300, '乙社', ''],
    ]),
    fields: ['debit', 'credit', 'serial', 'bookedOn'],
    rows: ['serial wrong_format', 'serial wrong_format', ' | 30000 |  | 2026-11-20'],
  },
  {
    name: 'pairings: from and to in one cell, a county in place of a village, a term without end',
    kind: 'pairings',
    as: (await aMember(database, { organisationId: primary.id, roles: ['unit_leader'] })).actor,
    bytes: aWorkbook([
      ['帮扶单位', '结对村', '结对时间', '第一书记'],
      ['示例医院', '下庄村', '2026年1月至2028年12月', '李敏'],
      ['示例医院', '重庆市', '2026-01-01', '李敏'],
      ['示例医院', '阮村', '2026.1.1', '无'],
    ]),
    fields: ['place', 'from', 'secretary'],
    rows: ['from not_a_day', 'place level_too_high', '重庆市巫山县竹贤乡阮村 | 2026-01-01 | 无'],
  },
]

test.each(sheets)('§2.7 a sheet means what its writer meant: $name', async (sheet) => {
  expect(await readAs(app, sheet)).toEqual(sheet.rows)
})
