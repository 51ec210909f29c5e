import {
  largestMinimumOrderCents,
  longestLeadTimeDays,
} from '../../../../shared/catalogue/sales-terms.ts'
import { centsToYuanText, parseYuan } from '../../../../shared/money.ts'
import { mayProposeTerms } from '../../../catalogue/index.ts'
import type { Actor } from '../../../platform/context.ts'
import { moneyValue } from '../fields.ts'
import type { Read, ReadField, ValuesOf } from '../kind.ts'
import { type MeantOrganisation, organisationField } from '../organisation-field.ts'
import { deliveryOf, freightText, readFreight } from './delivery-field.ts'

/** A cooperative for which the actor sets or proposes terms; others look like none. */
const cooperative = organisationField({
  titles: { 'zh-CN': '合作社', en: 'Cooperative' },
  words: [
    ...['合作社名称', '名称', '企业名称', '主体名称', '供货单位', '供应商', '供货商', 'seller'],
    ...['统一社会信用代码', '信用代码', '社会信用代码', 'credit code', 'name'],
  ],
  example: { 'zh-CN': '示例种植专业合作社', en: 'Example Growers’ Cooperative' },
  note: {
    'zh-CN': '名称或统一社会信用代码，须已准入；为本社导入时可空着。',
    en: 'Name or credit code, of one that is admitted; may be empty when it is one’s own.',
  },
  isMeant: (organisation, actor) =>
    organisation.kind === 'cooperative' && isReach(actor, organisation),
})

function isReach(actor: Actor, { id, divisionCode }: MeantOrganisation): boolean {
  return actor.organisationId === id || mayProposeTerms(actor, { divisionCode })
}

/** The columns of terms of sale. */
export const salesTermsFields = {
  cooperative,
  areas: deliveryOf({
    titles: { 'zh-CN': '送货范围', en: 'Delivery areas' },
    words: [
      ...['配送范围', '配送区域', '送货地区', '配送地区', '供货范围', '可送地区', '送达地区'],
      ...['服务范围', '配送地', 'delivers to', 'delivery area', 'areas'],
    ],
    example: { 'zh-CN': '巫山县、奉节县', en: '500237' },
    note: {
      'zh-CN':
        '几处用顿号隔开，代替现有的全部地区；运费不同的写在各处后面：巫山县 0.2元/公斤、奉节县 0.4元/公斤。',
      en: 'All of them, instead of the present ones; behind each its freight (0.4 yuan/kg).',
    },
  }),
  freight: {
    titles: { 'zh-CN': '运费（元/公斤）', en: 'Freight (yuan/kg)' },
    words: ['运费', '配送费', '运输费', '物流费', '运费标准', '送货费', 'freight', 'delivery fee'],
    example: { 'zh-CN': '0.20', en: '0.20' },
    note: {
      'zh-CN': '元/公斤、元/斤或元/吨；免运费填 0。',
      en: 'Yuan per kg, jin or tonne; 0 where it is free.',
    },
    says: (value) => ({ type: 'text', value: freightText(value) }),
    read: readFreight,
  } satisfies ReadField<number>,
  minimumOrder: {
    titles: { 'zh-CN': '起送金额（元）', en: 'Minimum order (yuan)' },
    words: [
      ...['起送金额', '起订金额', '起送价', '起订额', '起送', '起订', '起送量', '起订量'],
      ...['最低起送', '最低订货额', '最低消费', '最小订单', '最小订单金额', '最低订单金额'],
      ...['minimum order', 'least order'],
    ],
    measure: 'money',
    example: { 'zh-CN': '200', en: '200' },
    note: {
      'zh-CN': '一张订单至少多少元；不限的填 0。',
      en: 'Of one order; 0 where there is none.',
    },
    says: moneyValue,
    read: readMinimum,
  } satisfies ReadField<number>,
  leadTime: {
    titles: { 'zh-CN': '备货天数', en: 'Lead time in days' },
    words: [
      ...['提前天数', '提前下单天数', '提前订货', '提前期', '备货期', '备货时间', '供货周期'],
      ...['下单后几天送到', '到货天数', '送达天数', 'lead time', 'lead days'],
    ],
    example: { 'zh-CN': '2', en: '2' },
    note: {
      'zh-CN': '下单后几天能送到；当天送到填 0。',
      en: 'How many days after the order it arrives; 0: on the same day.',
    },
    says: (value) => ({ type: 'days', value }),
    read: readLeadTime,
  } satisfies ReadField<number>,
  cutOff: {
    titles: { 'zh-CN': '截单时间', en: 'Daily cut-off' },
    words: [
      ...['每天截单时间', '每日截单', '截止下单时间', '下单截止时间', '截单', '最晚下单时间'],
      ...['截止时间', '下单截止', 'cut-off', 'cutoff', 'order by'],
    ],
    example: { 'zh-CN': '16:00', en: '16:00' },
    note: { 'zh-CN': '北京时间，24 小时制。', en: 'Beijing time, in 24 hours.' },
    read: readCutOff,
  } satisfies ReadField<string>,
}

export type SalesTermsValues = ValuesOf<typeof salesTermsFields>

/** 200元, 满200元起送; what is no money, such as a weight, is not guessed (§2.7). */
function readMinimum(text: string, unit: string): Read<number> {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '')
  const [, figures = '', own = ''] =
    /^满?(¥?[\d.,]+)(.{0,8}?)(?:起[送订配]?|以上)?$/.exec(plain) ?? []
  if (figures === '') return { code: 'wrong_format' }
  const currency = own || unit.normalize('NFKC').replaceAll(/\s|人民币|单位:?/g, '')
  const amount = parseYuan(figures)
  if (amount === null) return { code: 'wrong_format' }
  if (amount === 0) return { value: 0 }
  if (currency === '') return { code: 'unit_missing' }
  const isYuan = /^(?:元|yuan|cny|rmb)$/i.test(currency)
  if (!isYuan)
    return { code: 'not_one_of', values: { text: `${figures}${currency}`, options: '元' } }
  return amount > largestMinimumOrderCents
    ? { code: 'too_big', values: { maximum: centsToYuanText(largestMinimumOrderCents) } }
    : { value: amount }
}

/** 2, 2天, 提前1天, 48小时, 当天, 次日. */
function readLeadTime(text: string): Read<number> {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '')
  const word = /^(?:当[天日]|same ?day)(?:送?[达到])?$/i.test(plain)
    ? 0
    : /^(?:[次翌]日|第二天|next ?day)(?:送?[达到])?$/i.test(plain)
      ? 1
      : null
  if (word !== null) return { value: word }
  const [, figures = '', unit = ''] =
    /^(?:提前|需?提?前|下单后)?(\d{1,4})(天|日|days?|小时|h|hours?)?(?:内?(?:送达|送到|到货|下单|订货)?)$/i.exec(
      plain,
    ) ?? []
  if (figures === '') return { code: 'wrong_format' }
  const isHours = /^(?:小时|h)/i.test(unit)
  const value = Number(figures) / (isHours ? 24 : 1)
  if (!Number.isInteger(value)) return { code: 'wrong_format' }
  return value > longestLeadTimeDays
    ? { code: 'too_big', values: { maximum: longestLeadTimeDays } }
    : { value }
}

/** 16:00, 下午4点, 16点30分; 4点 alone can be morning or afternoon and is not guessed (§2.7). */
function readCutOff(text: string): Read<string> {
  const plain = text.normalize('NFKC').replaceAll(/\s|[之以]?前$|截[单止]$|每[天日]/g, '')
  const clock = /^(\d{1,2}):(\d{2})(?::00)?([ap]m)?$/i.exec(plain)
  const words = /^(上午|早上|早|中午|下午|晚上|晚)?(\d{1,2})[点时:](?:(\d{1,2})分?|(半)|整)?$/.exec(
    plain,
  )
  if (clock !== null) {
    const [, hours, minutes, half] = clock
    return half === undefined
      ? timeOf(Number(hours), Number(minutes))
      : timeOf((Number(hours) % 12) + (/p/i.test(half) ? 12 : 0), Number(minutes))
  }
  if (words === null) return { code: 'wrong_format' }
  const [, part, hours = '', minutes = '0', half] = words
  const hour = Number(hours)
  const isUnclear = part === undefined && hour < 12
  if (isUnclear) return { code: 'wrong_format' }
  const isLate = part !== undefined && /[中下晚]/.test(part) && hour < 12 && hour > 0
  const isNoon = part === '中午' && hour > 10
  return timeOf(hour + (isLate && !isNoon ? 12 : 0), half === undefined ? Number(minutes) : 30)
}

function timeOf(hours: number, minutes: number): Read<string> {
  if (hours > 23 || minutes > 59) return { code: 'wrong_format' }
  return { value: `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}` }
}
