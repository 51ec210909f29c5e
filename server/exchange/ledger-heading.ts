import type { z } from 'zod'
import type { ledgerPage } from '../../shared/reports/ledger.schemas.ts'
import type { ledgerQuery } from '../../shared/reports/query.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { categoryNames } from './kinds/products/product-fields.ts'
import { type FileLanguage, fileWords, markName } from './ledger-columns.ts'
import { periodName } from './period-words.ts'

type LedgerNames = z.output<typeof ledgerPage>['names']
type Question = Omit<z.output<typeof ledgerQuery>, 'unitId' | 'groupId' | 'divisionCode'>

/** What a ledger file says of itself above its first row. */
export interface LedgerHeading {
  language: FileLanguage
  question: Question
  subject: { name: string; pathName: string }
  names: LedgerNames
  total: { entries: number }
  /** The organisation and the person that made the file. */
  maker: string
  now: Date
}

/** The words of the screen's filters, and of the lines above the table. */
const headingWords = {
  'zh-CN': {
    country: '全国',
    title: (subject: string) => `${subject}消费帮扶台账`,
    period: '统计期',
    filters: '条件',
    everything: '全部',
    entries: '笔数',
    maker: '制表',
    madeAt: '制表时间（北京时间）',
    colon: '：',
    semicolon: '；',
    once: '订购数量和本行金额只列在该订单行的第一笔，本订单各项只列在该订单的第一笔，各列可直接相加。',
    credit: { direct: '直接采购', help_sale: '帮助销售', overlap: '重叠' },
    pairing: { paired: '帮扶村', other: '其他村' },
    recognition: { counted: '计入', not_counted: '不计入' },
    unknownVillage: '产地未明',
    adjustments: '上期调整',
    withBelow: '含下级单位',
    grade: '证据等级',
    buyerUnit: '采购单位',
    helperUnit: '帮助销售单位',
    firstSecretary: '第一书记',
    asOf: '截至',
    least: (yuan: number) => `${yuan}元以上`,
    most: (yuan: number) => `${yuan}元以下`,
    text: '搜索',
  },
  en: {
    country: 'the country',
    title: (subject: string) => `Consumption assistance ledger of ${subject}`,
    period: 'Period',
    filters: 'Filters',
    everything: 'everything',
    entries: 'Entries',
    maker: 'Made by',
    madeAt: 'Made at (Beijing time)',
    colon: ': ',
    semicolon: '; ',
    once:
      'What is of a whole order line or a whole order stands on its first row only, ' +
      'so that every column may be added up.',
    credit: { direct: 'direct purchase', help_sale: 'help-sale', overlap: 'overlap' },
    pairing: { paired: 'paired villages', other: 'other villages' },
    recognition: { counted: 'counted', not_counted: 'not counted' },
    unknownVillage: 'village unknown',
    adjustments: 'adjustments of earlier periods',
    withBelow: 'with units below',
    grade: 'grade',
    buyerUnit: 'bought by',
    helperUnit: 'helped by',
    firstSecretary: 'first secretary',
    asOf: 'as of',
    least: (yuan: number) => `from ${yuan} yuan`,
    most: (yuan: number) => `up to ${yuan} yuan`,
    text: 'search',
  },
} as const

/** 下庄村消费帮扶台账 */
export function headingTitle({ language, subject }: LedgerHeading): string {
  const words = headingWords[language]
  return words.title(subject.name || words.country)
}

/** The lines above the table: what it is of, by which filters, by whom and when it was made. */
export function headingLines(heading: LedgerHeading): string[] {
  const { language, question, subject, total, maker, now } = heading
  const words = headingWords[language]
  const fact = (name: string, value: string) => `${name}${words.colon}${value}`
  const filters = filterNames(heading).join(words.semicolon) || words.everything
  return [
    headingTitle(heading),
    [
      fact(words.period, periodName(question.period, language)),
      fact(words.filters, filters),
      ...(subject.pathName === '' ? [] : [subject.pathName]),
    ].join('　'),
    [
      fact(words.entries, String(total.entries)),
      fact(words.maker, maker),
      fact(words.madeAt, beijingMinute(now)),
    ].join('　'),
    words.once,
  ]
}

/** 台账-下庄村-2026年-帮扶村-20261127: whose, of when, and by which filters, without an ending. */
export function ledgerName(heading: LedgerHeading): string {
  return nameOf(heading, heading.language === 'en' ? 'ledger' : '台账')
}

/** The same of what stands behind it. */
export function evidenceName(heading: LedgerHeading): string {
  return nameOf(heading, heading.language === 'en' ? 'evidence' : '证据包')
}

function nameOf(heading: LedgerHeading, what: string): string {
  const { language, question, subject, now } = heading
  const parts = [
    what,
    subject.name || headingWords[language].country,
    periodName(question.period, language),
    ...filterNames(heading),
    dayOf(now).replaceAll('-', ''),
  ]
  return fileNamePart(parts.join('-'))
}

/** What no system's file names may hold is left out of one, and it stays short enough. */
export function fileNamePart(text: string): string {
  const signs = text.toWellFormed().replaceAll(/[\\/:*?"<>|\s\p{Cc}\p{Cf}\ufffd]+/gu, ' ')
  // Cut between signs: half of one could not be written into an address.
  return Array.from(signs).slice(0, 120).join('').trim()
}

/** 2026-11-27 18:05 */
export function beijingMinute(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}

function filterNames({ language, question, names }: LedgerHeading): string[] {
  const words = headingWords[language]
  const { credit, pairing, recognition, category, channel, minCents, maxCents } = question
  const said = (name: string, value: string | null | undefined) => value && `${name} ${value}`
  return [
    credit && words.credit[credit],
    pairing && words.pairing[pairing],
    recognition && words.recognition[recognition],
    question.unknownVillage && words.unknownVillage,
    category && categoryNames[category][language === 'en' ? 1 : 0],
    names.product,
    names.cooperative,
    said(words.buyerUnit, names.buyerUnit),
    said(words.helperUnit, names.helperUnit),
    said(words.firstSecretary, names.firstSecretary),
    said(words.asOf, question.asOf),
    channel && fileWords[language].channels[channel],
    question.mark && markName(question.mark, fileWords[language]),
    said(words.grade, question.grade),
    minCents !== undefined && words.least(minCents / 100),
    maxCents !== undefined && words.most(maxCents / 100),
    said(words.text, question.text),
    question.adjustments && words.adjustments,
    question.withBelow && words.withBelow,
  ].filter((name): name is string => typeof name === 'string' && name !== '')
}
