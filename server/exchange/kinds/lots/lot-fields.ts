import { lotInput } from '../../../../shared/catalogue/catalogue.schemas.ts'
import { line } from '../../../../shared/text.ts'
import { ownListingsCalled } from '../../../catalogue/index.ts'
import { organisationOf } from '../../../platform/context.ts'
import { countOf, weightOf } from '../amount-fields.ts'
import { dayField, endField, fieldOf } from '../fields.ts'
import type { FoundField, Meaning, ValuesOf } from '../kind.ts'
import { originOf, shareField } from './origin-field.ts'

type MeantListing =
  Awaited<ReturnType<typeof ownListingsCalled>> extends Map<string, (infer T)[]> ? T : never

/** One of the cooperative's own listings; of one name with several varieties it is asked which. */
const product: FoundField<MeantListing> & { isRequired: true } = {
  titles: { 'zh-CN': '产品', en: 'Product' },
  words: ['产品名称', '品名', '名称', '商品', '商品名称', '货品', 'name', 'goods'],
  isRequired: true,
  example: { 'zh-CN': '巫山脆李', en: 'Wushan plum' },
  note: {
    'zh-CN': '本社已登记的产品名称。',
    en: 'The name of a product that the cooperative has listed.',
  },
  says: (listing) => ({ type: 'text', value: labelOf(listing) }),
  find: async ({ reader, actor, texts }) => {
    const cooperativeId = organisationOf(actor)
    const found = await ownListingsCalled(reader, { cooperativeId, names: texts })
    return new Map(texts.map((text) => [text, meaningOf(text, found.get(text) ?? [])]))
  },
}

function meaningOf(text: string, found: readonly MeantListing[]): Meaning<MeantListing> {
  const [first] = found
  if (first === undefined) return { code: 'not_recorded', values: { text } }
  if (found.length === 1) return { value: first }
  return {
    options: found.map((meaning) => ({
      ...{ value: meaning.productId, meaning, label: labelOf(meaning) },
    })),
  }
}

function labelOf({ name, variety, originPathName }: MeantListing): string {
  return [name, variety, originPathName].filter(Boolean).join(' ')
}

const { certificate } = lotInput.shape
const no = { 'zh-CN': '', en: '' }

/** The columns of lots: a row is a lot, or of one number with others a part of one. */
export const lotFields = {
  product,
  village: originOf({
    titles: { 'zh-CN': '产地村', en: 'Village of origin' },
    words: ['产地', '村', '来源村', '采收地', '产地村代码', '所在村', 'origin', 'village'],
    isRequired: true,
    example: { 'zh-CN': '巫山县竹贤乡下庄村', en: '500237222213' },
    note: {
      'zh-CN':
        '村名（最好带乡镇）或 12 位代码；来自几个村的写明份额，如：下庄村60%、石沟村40%，或每村一行、批次号相同；同名时请您选择。',
      en:
        'The village, with its township, or its code; several with shares ' +
        '(下庄村60%、石沟村40%), or a row each under one lot number.',
    },
  }),
  share: shareField({
    titles: { 'zh-CN': '份额（%）', en: 'Share (%)' },
    words: ['占比', '份额', '比例', '百分比', '所占比例', '份额比例', 'share'],
    example: no,
    note: {
      'zh-CN': '同一批次号分几行写时，各村所占的份额；空着时按各行的重量计算。',
      en: 'Of a lot in several rows: what each village has; empty: by the weights of the rows.',
    },
  }),
  weight: weightOf({
    unitFrom: 'unit',
    titles: { 'zh-CN': '重量（公斤）', en: 'Weight (kg)' },
    words: ['数量', '批次重量', '总重', '总重量', '净重', '产量', '可售', '可售数量', 'weight'],
    isRequired: true,
    example: { 'zh-CN': '2000', en: '2000' },
    note: {
      'zh-CN': '表头或单元格写明克、斤、公斤或吨。',
      en: 'The head or the cell says g, jin, kg or t.',
    },
  }),
  unit: fieldOf(
    {
      titles: { 'zh-CN': '单位', en: 'Unit' },
      words: ['计量单位', '重量单位'],
      example: no,
      note: {
        'zh-CN': '重量的单位；表头已写明的可空着。',
        en: 'Of the weight, where the head says none.',
      },
    },
    line(8, 1),
  ),
  harvestedOn: dayField({
    titles: { 'zh-CN': '采收或生产日期', en: 'Harvested or made on' },
    words: ['采收日期', '采摘日期', '生产日期', '收获日期', '采收日', '采收时间', 'harvested'],
    isRequired: true,
    example: { 'zh-CN': '2026-07-01', en: '2026-07-01' },
  }),
  certificate: fieldOf(
    {
      titles: { 'zh-CN': '合格证或生产许可证号', en: 'Certificate number' },
      words: [
        ...['合格证号', '合格证编号', '承诺达标合格证', '合格证', '证书编号', '许可证号', '证号'],
        ...['食品生产许可证', 'SC编号', 'certificate'],
      ],
      isRequired: true,
      example: { 'zh-CN': '渝巫2026-0701', en: '渝巫2026-0701' },
      note: {
        'zh-CN': '鲜货填承诺达标合格证编号，加工食品填 SC 食品生产许可证编号。',
        en: 'Fresh goods: of the promise certificate; made food: the SC licence.',
      },
    },
    certificate.shape.number,
  ),
  certificateFrom: dayField({
    titles: { 'zh-CN': '开证日期', en: 'Certificate issued on' },
    words: ['合格证日期', '开具日期', '发证日期', '签发日期', 'issued'],
    example: { 'zh-CN': '2026-07-01', en: '2026-07-01' },
  }),
  certificateTo: endField({
    titles: { 'zh-CN': '证书有效期至', en: 'Certificate valid to' },
    words: ['有效期至', '有效期', '有效期止', 'valid to'],
    example: no,
  }),
  promiser: fieldOf(
    {
      titles: { 'zh-CN': '承诺人', en: 'Promised by' },
      words: ['合格证承诺人', '生产者', '开证人', 'promiser'],
      example: { 'zh-CN': '毛建国', en: 'Mao Jianguo' },
    },
    certificate.shape.promiser.unwrap(),
  ),
  number: fieldOf(
    {
      titles: { 'zh-CN': '批次号', en: 'Lot number' },
      words: ['批次', '批号', '批次编号', 'lot'],
      example: no,
      note: {
        'zh-CN': '空着由系统按采收日编号。',
        en: 'Empty: numbered by the day of harvest.',
      },
    },
    lotInput.shape.number.unwrap().unwrap(),
  ),
  expiresOn: dayField({
    titles: { 'zh-CN': '保质期至', en: 'Best before' },
    words: ['到期日', '保质期止', '失效日期', 'expires'],
    example: no,
  }),
  households: countOf(
    {
      titles: { 'zh-CN': '农户数', en: 'Households' },
      words: ['供货户数', '户数', '农户', '带动户数'],
      example: no,
    },
    100_000,
  ),
}

export type LotValues = ValuesOf<typeof lotFields>
