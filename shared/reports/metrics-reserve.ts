import { defined, type Metric, words } from './metric.ts'

/** What units file of a year. */
const ofFilings = {
  units: ['cents'],
  counts: 'budgets',
  credit: 'bought',
  date: 'year',
  dimensions: ['unit', 'year'],
} as const

/** 预留份额: what units file of a year, and what of it was bought (§3.13). */
export const reserveMetrics = {
  reserve_budget: {
    ...ofFilings,
    label: words('预留金额及其预算', 'Reserve and its budget'),
    versions: [
      defined(
        '单位本年填报的食材采购预算；预留金额＝预算×预留比例，四舍五入到分（§3.13）。',
        'The budget of food purchases that a unit filed for the year; the reserve is the budget ' +
          'by the reserved share, rounded to the fen (§3.13).',
      ),
    ],
  },
  reserve_share: {
    ...ofFilings,
    units: ['basis_points'],
    label: words('预留比例', 'Reserved share'),
    versions: [
      defined(
        '单位填报的比例，不低于本年 1 月 1 日执行的政策参数（§3.12、§3.13）。',
        'The share that a unit filed, no less than what is decided for 1 January of the year ' +
          '(§3.12, §3.13).',
      ),
    ],
  },
  reserve_filings: {
    ...ofFilings,
    units: ['count'],
    label: words('填报单位数', 'Units by filing'),
    versions: [
      defined(
        '所属单位中本年未填报、待审核、已退回、已审核的各有几家（§3.13）。',
        'How many of the units supervised have not filed for the year, wait to be checked, were ' +
          'returned or confirmed (§3.13).',
      ),
    ],
  },
  reserve_bought: {
    ...ofFilings,
    counts: 'entries',
    date: 'posted',
    label: words('预留渠道认定采购', 'Recognised purchases of the reserve'),
    versions: [
      defined(
        '本年计入记录中，填报单位及双方填报认可的合用食堂单位，通过填报渠道直接采购的金额（§3.13）。',
        'Counted entries of the year that the unit, and those that share its canteen by both ' +
          'filings, bought through the channels it filed (§3.13).',
      ),
    ],
  },
  reserve_completion: {
    ...ofFilings,
    units: ['basis_points'],
    label: words('预留份额完成率', 'Reserve completion'),
    versions: [
      defined(
        '预留渠道认定采购 ÷（预算×预留比例），不封顶；没有预算则不计（§3.13）。',
        'Recognised purchases of the reserve by the budget times the share; not capped, none ' +
          'without a budget (§3.13).',
      ),
    ],
  },
} as const satisfies Record<string, Metric>
