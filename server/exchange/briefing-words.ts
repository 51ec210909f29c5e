import type { Figure } from '../../shared/figure.ts'
import { centsToHundredthsOfWan, centsToWholeYuan, centsToYuanText } from '../../shared/money.ts'
import { gramsToHundredthsOfTonne } from '../../shared/weight.ts'
import type { FileLanguage } from './ledger-columns.ts'

/** 12345678 分 → "12.35万元"; in English whole yuan. */
export function moneyIn(cents: Figure, language: FileLanguage): string {
  return language === 'en'
    ? `${grouped(String(centsToWholeYuan(cents)))} yuan`
    : `${largeIn(cents, language)}万元`
}

/** The same without its unit, for columns. */
export function largeIn(cents: Figure, language: FileLanguage): string {
  return language === 'en'
    ? grouped(String(centsToWholeYuan(cents)))
    : grouped(centsToYuanText(centsToHundredthsOfWan(cents)))
}

export function tonnesIn(grams: Figure): string {
  return grouped(centsToYuanText(gramsToHundredthsOfTonne(grams)))
}

export function percentIn(basisPoints: Figure | null): string {
  return basisPoints === null ? '—' : `${centsToYuanText(basisPoints)}%`
}

function grouped(text: string): string {
  return text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',')
}

/** What a briefing says, in the words of official documents. */
export const briefingWords = {
  'zh-CN': {
    country: '全国',
    file: { bulletin: '消费帮扶情况通报', briefing: '消费帮扶简报' },
    head: { bulletin: (maker: string) => `${maker}文件`, briefing: () => '消费帮扶简报' },
    number: (year: string) => `〔${year}〕　号`,
    issue: '第　　期',
    title: (subject: string, period: string) => `关于${subject}${period}消费帮扶情况的通报`,
    briefingTitle: (subject: string, period: string) => `${subject}${period}消费帮扶情况`,
    addressees: '各有关单位：',
    headings: ['一、总体情况', '二、变化及原因', '三、完成情况', '四、逐月情况', '五、联农带农'],
    overall: (f: Record<string, string>) =>
      `${f.period}（${f.from}至${f.to}），${f.subject}认定消费帮扶金额${f.money}，` +
      `重量${f.tonnes}吨，订单${f.orders}张，${f.growth}。` +
      `其中直接采购${f.direct}，帮助销售${f.help}，两者重叠${f.overlap}，已去重。` +
      `按产地分，帮扶村${f.paired}，其他村${f.other}，产地未明${f.unknown}，产地未明的不参加村的排名。`,
    grew: (percent: string) => `金额同比增长${percent}`,
    fell: (percent: string) => `金额同比下降${percent}`,
    even: '金额与上年同期持平',
    noBefore: '上年同期没有认定金额',
    opening: (money: string, villages: string) =>
      `另有期初数${money}（${villages}个村整年，凭文件登记），不在上述金额内。`,
    openingBefore: (money: string) => `（上年含期初数${money}）`,
    openingOnly: (money: string) => `上年有期初数${money}（整年），本期不是整年，不作同比`,
    notComparable: '上年有整年的期初数，本期不是整年，不作比较。',
    adjusted: (count: string, money: string) =>
      `含上期调整${count}笔，净额${money}，已计入上述金额。`,
    notAdjusted: '本期没有上期调整。',
    notCounted: (money: string) => `另有只申报、不计入的${money}，不在上述金额内。`,
    moved: (direction: 'up' | 'down', money: string, before: string) =>
      `与上年同期（${before}）相比，金额${direction === 'up' ? '增加' : '减少'}${money}。`,
    most: {
      up: (by: string, names: string) => `${by}看，增加最多的是${names}。`,
      down: (by: string, names: string) => `${by}看，减少最多的是${names}。`,
    },
    by: { village: '分村', unit: '分单位', product: '分产品', division: '分地区' },
    target: (target: string, reached: string, percent: string, pace: string, rest: string) =>
      `年度任务${target}，截至期末完成${reached}，完成率${percent}，时间进度${pace}，${rest}。`,
    missing: (rest: string) => `还差${rest}`,
    reached: '已完成',
    noTarget: '本年没有下达任务。',
    leads: (names: string) => `金额居前的是${names}。`,
    behindPace: (count: number, names: string) =>
      `完成率低于时间进度的有${count}个，最低的是${names}。`,
    onPace: '有任务的完成率均不低于时间进度。',
    falling: (count: number, names: string) => `同比下降的有${count}个，降幅最大的是${names}。`,
    noneFalls: '没有同比下降的。',
    none: '本期还没有认定的消费帮扶。',
    unknownVillage: '产地未明',
    columns: ['名次', '名称', '金额（万元）', '占比', '重量（吨）', '同比', '完成率'],
    total: '合计（去重）',
    cut: (count: number) => `表中为前${count}名。`,
    months: ['月份', '本期（万元）', '上年同期（万元）', '同比'],
    chart: '逐月认定金额（万元）',
    series: ['本期', '上年同期'],
    benefit: (households: string, money: string, collective: string) =>
      `本期已结算农户${households}户，付给农户${money}，村集体收入${collective}。`,
    source: (at: string) => `数据来源：村集消费帮扶台账，${at}（北京时间）。各项口径见“指标说明”。`,
    day: (day: string) => {
      const [year, month, date] = day.split('-').map(Number)
      return `${year}年${month}月${date}日`
    },
    comma: '、',
    pair: (name: string, value: string) => `${name}（${value}）`,
  },
  en: {
    country: 'the country',
    file: { bulletin: 'bulletin', briefing: 'briefing' },
    head: {
      bulletin: (maker: string) => maker,
      briefing: () => 'Briefing on consumption assistance',
    },
    number: (year: string) => `No.      of ${year}`,
    issue: 'Issue',
    title: (subject: string, period: string) =>
      `Consumption assistance of ${subject}, ${period}: bulletin`,
    briefingTitle: (subject: string, period: string) =>
      `Consumption assistance of ${subject}, ${period}`,
    addressees: 'To all units concerned:',
    headings: [
      '1. Overview',
      '2. What moved, and why',
      '3. Completion',
      '4. Month by month',
      '5. What reached villagers',
    ],
    overall: (f: Record<string, string>) =>
      `In ${f.period} (${f.from} to ${f.to}) ${f.money} and ${f.tonnes} t of consumption ` +
      `assistance of ${f.subject} were recognised, in ${f.orders} orders; ${f.growth}. ` +
      'Direct purchases were ' +
      `${f.direct}, help-sales ${f.help}; ${f.overlap} were both and count once. Paired villages ` +
      `had ${f.paired}, other villages ${f.other}; of ${f.unknown} the village is unknown, which ` +
      'stands in no ranking of villages.',
    grew: (percent: string) => `the amount grew by ${percent} against the year before`,
    fell: (percent: string) => `the amount fell by ${percent} against the year before`,
    even: 'the amount is that of the year before',
    noBefore: 'nothing was recognised in the same days of the year before',
    opening: (money: string, villages: string) =>
      `Opening figures of ${money} (${villages} villages, whole years, by document) stand ` +
      'beside it and are not included.',
    openingBefore: (money: string) => ` (with opening figures of ${money} in that year)`,
    openingOnly: (money: string) =>
      `the year before has opening figures of ${money} for the whole year, against which a part ` +
      'of a year has no growth',
    notComparable:
      'The year before has opening figures of the whole year; a part of a year is not held ' +
      'against them. ',
    adjusted: (count: string, money: string) =>
      `This includes adjustments of earlier periods: ${count}, net ${money}. `,
    notAdjusted: 'There are no adjustments of earlier periods. ',
    notCounted: (money: string) => `A further ${money} was only declared and is not included.`,
    moved: (direction: 'up' | 'down', money: string, before: string) =>
      `Against the year before (${before}) the amount is ${money} ` +
      `${direction === 'up' ? 'higher' : 'lower'}. `,
    most: {
      up: (by: string, names: string) => `${by}, the largest increases are of ${names}. `,
      down: (by: string, names: string) => `${by}, the largest decreases are of ${names}. `,
    },
    by: { village: 'By village', unit: 'By unit', product: 'By product', division: 'By place' },
    target: (target: string, reached: string, percent: string, pace: string, rest: string) =>
      `Of the year's target of ${target}, ${reached} or ${percent} is done; ${pace} of the year ` +
      `has passed; ${rest}. `,
    missing: (rest: string) => `${rest} is missing`,
    reached: 'it is reached',
    noTarget: 'There is no target this year. ',
    leads: (names: string) => `The largest amounts are of ${names}. `,
    behindPace: (count: number, names: string) =>
      `Behind schedule: ${count}; furthest behind: ${names}. `,
    onPace: 'None that has a target is behind schedule. ',
    falling: (count: number, names: string) =>
      `Lower than the year before: ${count}; the largest falls: ${names}. `,
    noneFalls: 'None is lower than the year before. ',
    none: 'Nothing has been recognised in this period.',
    unknownVillage: 'Village unknown',
    columns: ['Rank', 'Name', 'Amount (yuan)', 'Share', 'Weight (t)', 'Growth', 'Completion'],
    total: 'Total (each once)',
    cut: (count: number) => `The table shows the first ${count}.`,
    months: ['Month', 'Now (yuan)', 'Year before (yuan)', 'Growth'],
    chart: 'Recognised amount by month (10,000 yuan)',
    series: ['Now', 'Year before'],
    benefit: (households: string, money: string, collective: string) =>
      `${households} households were settled with and received ${money}; collectives received ` +
      `${collective}.`,
    source: (at: string) =>
      `Source: the consumption assistance ledger of Cunji, ${at} (Beijing time). ` +
      'What each figure counts stands under “Definitions of figures”.',
    day: (day: string) => day,
    comma: ', ',
    pair: (name: string, value: string) => `${name} (${value})`,
  },
} as const
