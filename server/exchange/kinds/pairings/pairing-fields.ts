import { pairingBody } from '../../../../shared/assistance/assistance.schemas.ts'
import { choiceOf, dayField, endField, fieldOf, placeOf } from '../fields.ts'
import type { ValuesOf } from '../kind.ts'
import { organisationField } from '../organisation-field.ts'

/** The unit or group that helps. */
const organisation = organisationField({
  titles: { 'zh-CN': '帮扶单位', en: 'Unit or group' },
  words: ['单位', '单位名称', '结对单位', '派出单位', '帮扶单位名称', '帮扶集团', 'unit', 'group'],
  isMeant: ({ kind }) => kind === 'unit' || kind === 'group',
})

const end = endField({
  titles: { 'zh-CN': '结束日期', en: 'To' },
  words: ['截止日期', '止', '到期日期', '结束时间', '截止时间', '终止日期', '至'],
  example: { 'zh-CN': '', en: '' },
  note: { 'zh-CN': '空着为长期。', en: 'Empty: without end.' },
})

const secretary = fieldOf(
  {
    titles: { 'zh-CN': '驻村第一书记', en: 'First secretary' },
    words: ['第一书记', '驻村书记', '第一书记姓名', '驻村干部'],
    example: { 'zh-CN': '李敏', en: 'Li Min' },
  },
  pairingBody.shape.firstSecretaryName.unwrap().unwrap(),
)

/** 孙八、周九: of two in turn, each has a row with its own days. */
const severalNames = /\p{Script=Han}\s*(?:[、，,;；/&+]|\n)\s*\p{Script=Han}/u

/** The columns of pairings. */
export const pairingFields = {
  organisation,
  place: placeOf({
    titles: { 'zh-CN': '结对的村或地区', en: 'Village or place' },
    words: [
      ...['结对村', '帮扶村', '结对地区', '帮扶地区', '受帮扶村', '结对县', '帮扶县', '村'],
      ...['结对地', '帮扶对象', '行政村', '行政区划', '区划代码', 'place', 'village'],
    ],
    isRequired: true,
    example: { 'zh-CN': '巫山县竹贤乡下庄村', en: '500237222213' },
    note: {
      'zh-CN': '村、乡镇或县的名称（最好带上级）或代码；同名时会列出全路径请您选择。',
      en: 'Village, township or county, best with those above it, or its code.',
    },
  }),
  kind: choiceOf(
    {
      titles: { 'zh-CN': '结对类型', en: 'Kind' },
      words: ['类型', '类别', '帮扶类型', '帮扶方式', '结对方式'],
      example: { 'zh-CN': '定点帮扶', en: 'Designated' },
      note: { 'zh-CN': '空着为定点帮扶。', en: 'Empty: designated.' },
    },
    {
      designated: ['定点帮扶', 'Designated', '定点'],
      east_west: ['东西部协作', 'East-west', '东西协作', '东西部'],
      provincial: ['省内对口', 'Within the province', '对口帮扶', '省内结对'],
      volunteer: ['自愿结对', 'Voluntary', '自愿'],
    },
  ),
  from: dayField({
    titles: { 'zh-CN': '开始日期', en: 'From' },
    words: ['起始日期', '起', '结对日期', '结对时间', '开始时间', '起始时间', '自'],
    example: { 'zh-CN': '2026-01-01', en: '2026-01-01' },
    note: {
      'zh-CN': '空着为今天；提议的最早从对方同意那天起算，平台凭文件登记的从所填日期起算。',
      en:
        'Empty: today. What is proposed is in force from the other side’s consent at the ' +
        'earliest; what the platform records by a document, from the day written.',
    },
  }),
  to: {
    ...end,
    read: (text: string) =>
      /^(?:至今|迄今|present|ongoing)$/i.test(text.trim()) ? { value: null } : end.read(text, ''),
  },
  secretary: {
    ...secretary,
    read: (text: string) =>
      severalNames.test(text) ? { code: 'one_first_secretary' as const } : secretary.read(text, ''),
  },
}

export type PairingValues = ValuesOf<typeof pairingFields>
