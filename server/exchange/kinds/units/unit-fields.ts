import { z } from 'zod'
import { creditCode } from '../../../../shared/credit-code.ts'
import { largestSumCents } from '../../../../shared/money.ts'
import { unitBody } from '../../../../shared/organisations/organisations.schemas.ts'
import { unitsCalled } from '../../../organisations/index.ts'
import { choiceOf, choicesOf, fieldOf, phoneOf, placeOf, yuanOf } from '../fields.ts'
import type { FoundField, Meaning, ValuesOf } from '../kind.ts'

/** The supervising unit: one that is here, or one of the same sheet. */
export type MeantParent = { unitId: string; label: string } | { row: number }

const parent: FoundField<MeantParent> = {
  titles: { 'zh-CN': '主管单位', en: 'Supervising unit' },
  words: ['上级单位', '上级主管部门', '主管部门', 'parent', 'supervisor'],
  example: { 'zh-CN': '', en: '' },
  note: {
    'zh-CN': '主管单位的名称或统一社会信用代码；可以是本表中的另一行。',
    en: 'Name or credit code of the supervising unit; it may be another row of this sheet.',
  },
  says: (meant) =>
    'row' in meant ? { type: 'row', value: meant.row } : { type: 'text', value: meant.label },
  find: async ({ reader, texts, rowsWith }) => {
    const known = await unitsCalled(reader, texts)
    const byName = await rowsWith('name', texts)
    const byCode = await rowsWith('creditCode', texts)
    return new Map(
      texts.map((text) => {
        const rows = [...new Set([...(byCode.get(text) ?? []), ...(byName.get(text) ?? [])])]
        return [text, meaningOf(text, known.get(text) ?? [], rows)]
      }),
    )
  },
}

function meaningOf(
  text: string,
  known: readonly { id: string; label: string }[],
  rows: readonly number[],
): Meaning<MeantParent> {
  const [first] = known
  if (known.length === 1 && first !== undefined)
    return { value: { unitId: first.id, label: first.label } }
  if (known.length > 1)
    return {
      options: known.map(({ id, label }) => ({
        ...{ value: id, label, meaning: { unitId: id, label } },
      })),
    }
  const [row] = rows
  return row === undefined ? { code: 'not_recorded', values: { text } } : { value: { row } }
}

/** The columns of units. */
export const unitFields = {
  name: fieldOf(
    {
      titles: { 'zh-CN': '单位名称', en: 'Unit name' },
      words: ['名称', '单位', '帮扶单位', '采购单位', '单位全称', 'name', 'unit'],
      isRequired: true,
      example: { 'zh-CN': '巫山县示例小学', en: 'Wushan Example School' },
    },
    unitBody.shape.name,
  ),
  creditCode: fieldOf(
    {
      titles: { 'zh-CN': '统一社会信用代码', en: 'Credit code' },
      words: ['信用代码', '社会信用代码', '机构代码'],
      example: { 'zh-CN': '', en: '' },
      note: {
        'zh-CN': '18 位；有则按代码识别单位，再次导入不会重复。单元格请设为文本。',
        en: '18 signs, in a cell of text; a unit is recognised by it.',
      },
    },
    creditCode,
  ),
  unitType: choiceOf(
    {
      titles: { 'zh-CN': '单位类型', en: 'Type' },
      words: ['类型', '单位性质', '性质', '类别', 'kind', 'unit type'],
      isRequired: true,
      example: { 'zh-CN': '学校', en: 'School' },
    },
    {
      state_organ: ['机关', 'State organ', '党政机关', '行政机关', '政府机关'],
      institution: ['事业单位', 'Institution', '事业'],
      state_company: ['国有企业', 'State company', '国企', '央企', '国有公司'],
      school: ['学校', 'School', '高校', '大学', '中学', '小学', '幼儿园', '院校'],
      hospital: ['医院', 'Hospital', '卫生院'],
      other: ['其他', 'Other', '其它'],
    },
  ),
  parent,
  place: placeOf({
    titles: { 'zh-CN': '所在地', en: 'Place' },
    words: [
      ...['所在区县', '所在县', '所在乡镇', '所在镇', '所在街道', '所属乡镇', '乡镇'],
      '行政区划',
      '区划',
      '区县',
      '地区',
      '属地',
      '区划代码',
      'division',
    ],
    isRequired: true,
    example: { 'zh-CN': '重庆市巫山县', en: '500237' },
    note: {
      'zh-CN': '区划名称（可含上级）或代码；同名时会列出全路径请您选择。',
      en:
        'Name of the place, with or without those above it, or its code; of several with one ' +
        'name you choose.',
    },
  }),
  address: fieldOf(
    {
      titles: { 'zh-CN': '地址', en: 'Address' },
      words: ['单位地址', '详细地址', '通讯地址', '办公地址'],
      isRequired: true,
      example: { 'zh-CN': '示例路 1 号', en: '1 Example Road' },
    },
    unitBody.shape.address,
  ),
  contactName: fieldOf(
    {
      titles: { 'zh-CN': '联系人', en: 'Contact' },
      words: ['联络人', '经办人', 'contact person', 'contact name'],
      isRequired: true,
      example: { 'zh-CN': '李敏', en: 'Li Min' },
    },
    unitBody.shape.contactName,
  ),
  contactPhone: phoneOf(
    {
      titles: { 'zh-CN': '联系电话', en: 'Phone' },
      words: ['电话', '手机', '手机号', '联系方式', '电话号码', 'contact phone', 'telephone'],
      isRequired: true,
      example: { 'zh-CN': '13900000001', en: '13900000001' },
    },
    unitBody.shape.contactPhone,
  ),
  channels: choicesOf(
    {
      titles: { 'zh-CN': '采购渠道', en: 'Channels' },
      words: ['渠道', '食堂', '食堂名称', 'buying channels'],
      example: { 'zh-CN': '食堂、工会', en: 'Canteen, Union' },
      note: {
        'zh-CN': '食堂、食堂承包方、工会、职工，可多项；空着不开通渠道。',
        en: 'Canteen, Canteen contractor, Union, Staff; several may stand in a cell.',
      },
    },
    {
      canteen: [
        ...['食堂', 'Canteen', '机关食堂', '单位食堂', '学校食堂', '职工食堂', '员工食堂'],
        ...['干部职工食堂', '学生食堂', '教工食堂', '教职工食堂', '内部食堂'],
      ],
      contractor: ['食堂承包方', 'Canteen contractor', '承包方', '承包商', '食堂承包商', '托管'],
      union: ['工会', 'Union'],
      staff: ['职工', 'Staff', '职工个人', '员工'],
    },
  ),
  canteenAddress: fieldOf(
    {
      titles: { 'zh-CN': '食堂地址', en: 'Canteen address' },
      words: ['送货地址', '收货地址', 'delivery address'],
      example: { 'zh-CN': '', en: '' },
      note: { 'zh-CN': '空着用单位地址。', en: 'Empty: the address of the unit.' },
    },
    unitBody.shape.address,
  ),
  budget: yuanOf(
    {
      titles: { 'zh-CN': '年度食堂预算（元）', en: 'Yearly food budget (yuan)' },
      words: ['食堂预算', '年度预算', '预算', '年预算', '食材预算', 'food budget', 'budget'],
      example: { 'zh-CN': '500000', en: '500000' },
      note: {
        'zh-CN': '表头或单元格写明元、万元或亿元。单位已有当年预算的不改。',
        en: 'Head or cell says yuan, 万元 or 亿元. A budget that a unit keeps already stays.',
      },
    },
    largestSumCents,
  ),
  target: yuanOf(
    {
      titles: { 'zh-CN': '年度任务（元）', en: 'Target (yuan)' },
      words: ['年度任务', '任务', '帮扶任务', '消费帮扶任务', '任务数', 'yearly target', 'target'],
      example: { 'zh-CN': '50000', en: '50000' },
    },
    largestSumCents,
  ),
  year: fieldOf(
    {
      titles: { 'zh-CN': '年度', en: 'Year' },
      words: ['年份', '任务年度'],
      example: { 'zh-CN': '2026', en: '2026' },
      note: {
        'zh-CN': '预算和任务的年度；空着为今年。',
        en: 'Of budget and target; empty: this year.',
      },
    },
    z
      .string()
      .regex(/^20\d{2}年?$/)
      .transform((text) => Number.parseInt(text, 10)),
  ),
}

export type UnitValues = ValuesOf<typeof unitFields>
