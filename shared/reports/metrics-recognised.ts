import { defined, type Metric, words } from './metric.ts'

const scopes = ['place', 'unit', 'group'] as const
const groupings = ['village', 'division', 'product', 'mark', 'month', 'year'] as const

/** Sums of ledger entries by the month that they are posted in. */
const ofEntries = {
  units: ['cents', 'grams'],
  counts: 'entries',
  credit: 'either',
  date: 'posted',
  dimensions: scopes,
} as const

const withOrders = ['cents', 'grams', 'count'] as const

/** 认定: what counts as done, in the ledger of recognised sales. */
export const recognisedMetrics = {
  recognised_cents: {
    ...ofEntries,
    units: ['cents'],
    label: words('认定金额', 'Recognised amount'),
    dimensions: [...scopes, ...groupings],
    versions: [
      defined(
        '甲、乙级证据且下单时产地村符合条件的台账记录金额之和：每个订单行取验收金额与已付净额中较小者（§3.2、§3.11、§4.2）。',
        'Sum of the ledger entries of grade A or B whose village counted when ordered: of ' +
          'each order line the smaller of what was accepted and what was paid net of refunds ' +
          '(§3.2, §3.11, §4.2).',
      ),
    ],
  },
  recognised_grams: {
    ...ofEntries,
    units: ['grams'],
    label: words('认定重量', 'Recognised weight'),
    dimensions: [...scopes, ...groupings],
    versions: [
      defined(
        '认定金额所含记录的重量：验收重量按认定金额占验收金额的比例计（§3.2）。',
        'The weight of the entries in the recognised amount: accepted weight in the same ' +
          'proportion (§3.2).',
      ),
    ],
  },
  recognised_orders: {
    ...ofEntries,
    units: ['count'],
    counts: 'orders',
    label: words('认定订单数', 'Recognised orders'),
    versions: [
      defined(
        '有计入记录的采购订单，在每个村、乡镇、区县各计一次，算在当地第一笔记录的月份（按日统计时为日期）；更大范围为各区县之和。',
        'Purchase orders with a counted entry, each once per village, township or county, in ' +
          'the month, and of single days on the day, of its first one there; wider totals ' +
          'are sums over counties.',
      ),
    ],
  },
  brought: {
    ...ofEntries,
    label: words('结对带动', 'Brought by pairings'),
    dimensions: [...scopes, 'product', 'pairing', 'first_secretary'],
    versions: [
      defined(
        '结对期间认定的、产自帮扶地及其撤并后的新地、归属帮扶方的计入记录；几项结对重叠的只计一次（§3.8、§3.15）。',
        'Counted entries of the days of pairings, from their places or what these became, ' +
          'credited to the helper; where pairings overlap, each once (§3.8, §3.15).',
      ),
    ],
  },
  direct: {
    ...ofEntries,
    units: withOrders,
    credit: 'bought',
    label: words('直接采购', 'Direct purchase'),
    versions: [
      defined(
        '计入记录中，由所查单位的食堂、食堂承包方、工会或职工购买的部分（§3.7）。',
        'Counted entries bought by the canteen, its contractor, the union or the staff of ' +
          'one of the units asked for (§3.7).',
      ),
    ],
  },
  help_sale: {
    ...ofEntries,
    units: withOrders,
    credit: 'helped',
    label: words('帮助销售', 'Help-sale'),
    versions: [
      defined(
        '计入记录中，经所查单位在下单前介绍并由采购方确认、由他人购买的部分（§3.7）。',
        'Counted entries that somebody else bought after an introduction by one of the units ' +
          'asked for, recorded before the order and confirmed by the buyer (§3.7).',
      ),
    ],
  },
  overlap: {
    ...ofEntries,
    units: withOrders,
    credit: 'both',
    label: words('重叠', 'Overlap'),
    versions: [
      defined(
        '在所查单位中既是直接采购又是帮助销售的计入记录（§3.8）。',
        'Counted entries that are both direct and help-sale of the units asked for (§3.8).',
      ),
    ],
  },
  distinct: {
    ...ofEntries,
    units: withOrders,
    label: words('认定金额（去重）', 'Recognised total'),
    versions: [
      defined(
        '直接采购加帮助销售减重叠：每笔计入记录只计一次（§3.8）。',
        'Direct plus help-sale less overlap: each counted entry once (§3.8).',
      ),
    ],
  },
  paired: {
    ...ofEntries,
    label: words('帮扶村', 'Paired villages'),
    versions: [
      defined(
        '去重后的计入记录中，产地村在下单时已与归属单位结对的部分（§3.10）。',
        'Distinct entries from a village that was paired with the unit they are credited to ' +
          'when the order was placed (§3.10).',
      ),
    ],
  },
  other_villages: {
    ...ofEntries,
    label: words('其他村', 'Other villages'),
    versions: [
      defined(
        '去重后的计入记录中，产地明确但下单时未与归属单位结对的部分（§3.10）。',
        'Distinct entries from known villages that were not paired with the unit when the ' +
          'order was placed (§3.10).',
      ),
    ],
  },
  unknown_village: {
    ...ofEntries,
    label: words('产地未明', 'Village unknown'),
    versions: [
      defined(
        '去重后的计入记录中，没有批次证明产地的部分；含在合计内，不参加排名（§3.5）。',
        'Distinct entries of goods without proof of their village; part of the total, in no ' +
          'rank (§3.5).',
      ),
    ],
  },
  not_counted: {
    ...ofEntries,
    label: words('不计入', 'Not counted'),
    versions: [
      defined(
        '丙级（仅申报）证据，或下单时产地村不符合条件的记录：不进入任何合计（§3.6、§3.11）。',
        'Entries of grade C, or of a village that did not count when ordered: in no total (§' +
          '3.6, §3.11).',
      ),
    ],
  },
  adjustments: {
    ...ofEntries,
    units: withOrders,
    label: words('上期调整', 'Adjustments of earlier periods'),
    versions: [
      defined(
        '当月计入记录中，直接或间接更正以前月份记录的，或认定日期早于当月的；已含在合计内（§4.2）。',
        'Counted entries of a month that correct an entry of an earlier month, directly or ' +
          'through other corrections, or whose own day lies before the month; part of the ' +
          'total (§4.2).',
      ),
    ],
  },
  outside: {
    ...ofEntries,
    units: withOrders,
    label: words('场外采购（B 级）', 'Bought outside (grade B)'),
    versions: [
      defined(
        '计入记录中证据等级为乙级的：在平台以外采购，凭证齐全并经另一人核准；已含在合计内（§3.11）。',
        'Counted entries of grade B: bought outside, entered with documents and attested by a ' +
          'second person; part of the total (§3.11).',
      ),
    ],
  },
  changed_since: {
    ...ofEntries,
    units: withOrders,
    dimensions: ['place', 'village', 'unit'],
    label: words('结账后的变动', 'Changes since a statement'),
    versions: [
      defined(
        '结账后入账、调整该月或更早月份的记录及其中计入部分之和（§4.2）。',
        'Entries posted after a statement that adjust its month or an earlier one, and the ' +
          'sum of those that count (§4.2).',
      ),
    ],
  },
  ledger_entries: {
    ...ofEntries,
    units: ['count'],
    label: words('台账记录数', 'Ledger entries'),
    versions: [
      defined(
        '符合筛选条件的全部台账记录，含不计入的（§4.1）。',
        'All entries of the ledger that a filter means, counted or not (§4.1).',
      ),
    ],
  },
  last_year: {
    ...ofEntries,
    dimensions: [...scopes, ...groupings],
    label: words('上年同期', 'Same period last year'),
    versions: [
      defined(
        '上一年相同日期的认定合计；2 月 29 日对 2 月 28 日。',
        'The recognised total of the same days of the year before; the 29th of February ' +
          'against the 28th.',
      ),
      {
        version: 2,
        from: '2026-11-01',
        definition: words(
          '上一年相同日期的认定合计；2 月 29 日对 2 月 28 日；节日期间对上一年同一节日的相同天数（§4.6）。',
          'The recognised total of the same days of the year before; the 29th of February ' +
            'against the 28th, a festival against as many days of the same festival (§4.6).',
        ),
      },
    ],
  },
  growth: {
    ...ofEntries,
    units: ['basis_points'],
    dimensions: [...scopes, ...groupings],
    label: words('同比', 'Year on year'),
    versions: [
      defined(
        '（本期认定合计－上年同期）÷ 上年同期；没有上年同期则不计。',
        'This period less the same days of the year before, by the latter; none without it.',
      ),
      {
        version: 2,
        from: '2026-11-01',
        definition: words(
          '（本期认定合计－上年同期）÷ 上年同期；节日期间对上一年同一节日的相同天数。没有上年同期或本期尚未开始则不计（§4.6）。',
          'This period less the same days of the year before, by the latter; of a festival ' +
            'as many days of the same festival of the year before. None without it, and of a ' +
            'period that has not begun (§4.6).',
        ),
      },
      {
        version: 3,
        from: '2026-11-28',
        definition: words(
          '（本期认定合计－上年同期）÷ 上年同期，整年比整年时两年都含期初数；上年有期初数而本期不是整年、没有上年同期、本期尚未开始的，都不计（§3.11、§4.6）。',
          'This period less the same days of the year before, by the latter, of whole years ' +
            'with the opening figures of both; none of a part of a year against opening ' +
            'figures, without last year’s, and of a period that has not begun (§3.11, §4.6).',
        ),
      },
    ],
  },
  share_of_total: {
    ...ofEntries,
    units: ['basis_points'],
    dimensions: ['village', 'unit', 'product', 'mark', 'division'],
    label: words('占比', 'Share'),
    versions: [
      defined(
        '该行认定金额 ÷ 同一范围去重后的合计；单位之间有重叠时各行之和可超过 100%（§3.8）。',
        'The row’s recognised amount by the distinct total of the same scope; where credits ' +
          'of units overlap, rows may add up to more than 100 % (§3.8).',
      ),
    ],
  },
} as const satisfies Record<string, Metric>
