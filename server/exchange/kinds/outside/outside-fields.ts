import { outsidePurchase } from '../../../../shared/review/outside.schemas.ts'
import { line } from '../../../../shared/text.ts'
import { weightOf } from '../amount-fields.ts'
import { choiceOf, dayField, fieldOf, placeOf, yuanOf } from '../fields.ts'
import type { ValuesOf } from '../kind.ts'
import { organisationField } from '../organisation-field.ts'
import { productFields } from '../products/product-fields.ts'

const no = { 'zh-CN': '', en: '' }
const { shape } = outsidePurchase

/** The unit that bought, where an official enters it. */
const unit = organisationField({
  titles: { 'zh-CN': '采购单位', en: 'Buying unit' },
  words: ['单位', '单位名称', '帮扶单位', '购买单位', '采购方', 'unit'],
  isMeant: ({ kind }) => kind === 'unit',
})

/** The columns of purchases outside: a row is one product of one purchase. */
export const outsideFields = {
  unit,
  channel: choiceOf(
    {
      titles: { 'zh-CN': '采购渠道', en: 'Channel' },
      words: ['渠道', '采购方式', '购买渠道'],
      example: { 'zh-CN': '食堂', en: 'Canteen' },
      note: { 'zh-CN': '空着为食堂。', en: 'Empty: canteen.' },
    },
    {
      canteen: ['食堂', 'Canteen', '单位食堂', '机关食堂'],
      contractor: ['食堂承包方', 'Canteen contractor', '承包方', '配送公司'],
      union: ['工会', 'Union', '工会福利', '工会采购'],
      staff: ['职工个人', 'Staff', '职工', '干部职工', '个人'],
      other: ['其他', 'Other'],
    },
  ),
  seller: fieldOf(
    {
      titles: { 'zh-CN': '供货方', en: 'Seller' },
      words: [
        '供应商',
        '供货单位',
        '销售方',
        '销售单位',
        '卖方',
        '合作社',
        '供应商名称',
        'supplier',
      ],
      isRequired: true,
      example: { 'zh-CN': '石院村股份经济合作社', en: '石院村股份经济合作社' },
    },
    shape.sellerName,
  ),
  sellerCode: fieldOf(
    {
      titles: { 'zh-CN': '供货方统一社会信用代码', en: 'Seller’s credit code' },
      words: ['信用代码', '统一社会信用代码', '供应商代码', '销方识别号'],
      example: no,
    },
    shape.sellerCreditCode.unwrap().unwrap(),
  ),
  village: placeOf(
    {
      titles: { 'zh-CN': '产地村', en: 'Village of origin' },
      words: ['产地', '来源村', '村', '行政村', '帮扶村', '产地村代码', 'origin', 'village'],
      isRequired: true,
      example: { 'zh-CN': '巫山县竹贤乡石院村', en: '500237222210' },
    },
    5,
  ),
  product: fieldOf(
    {
      titles: { 'zh-CN': '产品', en: 'Product' },
      words: ['产品名称', '品名', '商品', '商品名称', '农产品', '货物名称', 'goods'],
      isRequired: true,
      example: { 'zh-CN': '核桃', en: 'Walnuts' },
    },
    shape.productName,
  ),
  category: productFields.category,
  weight: weightOf({
    unitFrom: 'weightUnit',
    titles: { 'zh-CN': '重量（公斤）', en: 'Weight (kg)' },
    words: ['重量', '数量', '净重', '采购数量', '采购重量', '总重量', 'weight'],
    isRequired: true,
    example: { 'zh-CN': '500', en: '500' },
  }),
  weightUnit: fieldOf(
    { titles: { 'zh-CN': '计量单位', en: 'Unit' }, words: ['重量单位'], example: no },
    line(8, 1),
  ),
  amount: yuanOf(
    {
      titles: { 'zh-CN': '实付金额（元）', en: 'Amount paid (yuan)' },
      words: ['金额', '采购金额', '付款金额', '合计金额', '总价', '价税合计', 'amount'],
      isRequired: true,
      example: { 'zh-CN': '15000', en: '15000' },
    },
    shape.cents.maxValue ?? 0,
  ),
  purchasedOn: dayField({
    titles: { 'zh-CN': '采购日期', en: 'Bought on' },
    words: ['日期', '收货日期', '验收日期', '购买日期', '采购时间', '订单日期', 'date'],
    isRequired: true,
    example: { 'zh-CN': '2026-06-12', en: '2026-06-12' },
  }),
  paidOn: dayField({
    titles: { 'zh-CN': '付款日期', en: 'Paid on' },
    words: ['支付日期', '付款时间', '支付时间', '转账日期'],
    example: { 'zh-CN': '2026-06-15', en: '2026-06-15' },
    note: { 'zh-CN': '空着为采购当日。', en: 'Empty: the day it was bought.' },
  }),
  number: fieldOf(
    {
      titles: { 'zh-CN': '订单号或发票号码', en: 'Order or invoice number' },
      words: ['发票号码', '发票号', '订单号', '订单编号', '外部订单号', '单号', 'number'],
      example: { 'zh-CN': '26500000000000000001', en: '26500000000000000001' },
      note: {
        'zh-CN': '同一张发票分几行的填同一个号码。',
        en: 'Lines of one invoice get one number.',
      },
    },
    shape.number,
  ),
  remark: fieldOf(
    { titles: { 'zh-CN': '备注', en: 'Remark' }, words: ['说明'], example: no },
    line(300),
  ),
}

export type OutsideValues = ValuesOf<typeof outsideFields>
