import { openingLine } from '../../../../shared/review/opening.schemas.ts'
import { year } from '../../../../shared/scalars.ts'
import { line } from '../../../../shared/text.ts'
import { weightOf } from '../amount-fields.ts'
import { fieldOf, placeOf, stated, yuanOf } from '../fields.ts'
import type { Read, ValuesOf } from '../kind.ts'
import { organisationField } from '../organisation-field.ts'

const no = { 'zh-CN': '', en: '' }

/** Who bought or helped to sell, where the document says it. */
const unit = organisationField({
  titles: { 'zh-CN': '帮扶单位', en: 'Unit' },
  words: ['单位', '单位名称', '采购单位', '购买单位', '采购方', 'unit'],
  isMeant: ({ kind }) => kind === 'unit',
})

/** The columns of opening figures: a row is what one village reached in one year. */
export const openingFields = {
  year: {
    ...stated({
      titles: { 'zh-CN': '年份', en: 'Year' },
      words: ['年度', '所属年份', '统计年度', 'year'],
      isRequired: true,
      example: { 'zh-CN': '2023', en: '2023' },
    }),
    read: (text: string): Read<number> => {
      const read = year.safeParse(
        Number(/^(\d{4})\s*年?度?$/.exec(text.normalize('NFKC').trim())?.[1]),
      )
      return read.success ? { value: read.data } : { code: 'wrong_format' }
    },
    says: (value: number) => ({ type: 'text' as const, value: String(value) }),
  },
  village: placeOf(
    {
      titles: { 'zh-CN': '村', en: 'Village' },
      words: ['产地村', '产地', '行政村', '帮扶村', '来源村', '村名', 'village'],
      isRequired: true,
      example: { 'zh-CN': '巫山县竹贤乡石院村', en: '500237222210' },
    },
    5,
  ),
  unit,
  product: fieldOf(
    {
      titles: { 'zh-CN': '产品', en: 'Product' },
      words: ['产品名称', '品名', '农产品', 'goods'],
      example: { 'zh-CN': '核桃', en: 'Walnuts' },
    },
    openingLine.shape.productName.unwrap(),
  ),
  weight: weightOf({
    unitFrom: 'weightUnit',
    titles: { 'zh-CN': '认定重量（公斤）', en: 'Weight (kg)' },
    words: ['重量', '数量', '销售重量', '采购重量', '总重量', 'weight'],
    isRequired: true,
    example: { 'zh-CN': '5000', en: '5000' },
  }),
  weightUnit: fieldOf(
    { titles: { 'zh-CN': '计量单位', en: 'Unit of weight' }, words: ['重量单位'], example: no },
    line(8, 1),
  ),
  amount: yuanOf(
    {
      titles: { 'zh-CN': '认定金额（元）', en: 'Amount (yuan)' },
      words: ['金额', '帮扶金额', '消费帮扶金额', '销售金额', '采购金额', 'amount'],
      isRequired: true,
      example: { 'zh-CN': '150000', en: '150000' },
    },
    openingLine.shape.cents.maxValue ?? 0,
  ),
}

export type OpeningValues = ValuesOf<typeof openingFields>
