import { defined, type Metric, words } from './metric.ts'

/** Of the books of the two sides of each document. */
const ofBooks = {
  units: ['cents'],
  counts: 'postings',
  credit: 'parties',
  date: 'booked',
  dimensions: ['unit', 'seller'],
} as const

const ofInvoices = { ...ofBooks, counts: 'invoices', date: 'today' } as const

/** What is owed, what the books hold, and what else a desk states. */
export const moneyMetrics = {
  open: {
    ...ofInvoices,
    label: words('未付金额', 'Open'),
    versions: [
      defined(
        '账上所欠：发票未付清的部分，减红字发票和抹零；等待对方确认的付款不减（§7.1、§7.2）。',
        'What the books owe: invoices as far as they are not paid, credited or waived; a ' +
          'payment that waits for the other side takes nothing off (§7.1, §7.2).',
      ),
    ],
  },
  overdue: {
    ...ofInvoices,
    label: words('已逾期', 'Overdue'),
    versions: [
      defined(
        '未付金额中已过付款期限的部分，期限自最后一次验收起算（§7.2）。',
        'The open part that is past its due day, which counts from the last acceptance (§7.2).',
      ),
    ],
  },
  late_interest: {
    ...ofInvoices,
    label: words('逾期利息', 'Late interest'),
    versions: [
      defined(
        '按当期参数，自到期次日起对未付金额计算；只显示，不记账（§7.2）。',
        'By dated configuration on what is open from the day after it was due; shown and ' +
          'never posted (§7.2).',
      ),
    ],
  },
  due_back: {
    ...ofInvoices,
    label: words('应退金额', 'Due back'),
    versions: [
      defined(
        '多付、错付或红字发票冲减后应退回付款方的金额（§7.2、§7.4）。',
        'What is to go back to the payer because it was paid twice, to the wrong seller, or ' +
          'credited afterwards (§7.2, §7.4).',
      ),
    ],
  },
  days_to_pay: {
    ...ofInvoices,
    units: ['days', 'count'],
    dimensions: ['place', 'unit'],
    label: words('付款天数', 'Days to pay'),
    versions: [
      defined(
        '近十二个月付清的发票，从最后一次验收到最后一笔付款的天数：中位数和第 90 百分位（§7.2）。',
        'Of invoices paid in full in the last twelve months, days from the last acceptance ' +
          'to the last payment: median and 90th percentile (§7.2).',
      ),
    ],
  },
  balance: {
    ...ofBooks,
    label: words('余额', 'Balance'),
    versions: [
      defined(
        '科目或往来单位自建账起借贷相抵后的金额，截至所示日期（§7.1）。',
        'What remains of all debits and credits of an account or counterparty up to the day ' +
          'shown (§7.1).',
      ),
    ],
  },
  movement: {
    ...ofBooks,
    label: words('发生额', 'Debits and credits'),
    versions: [
      defined(
        '所示月份记入科目的借方和贷方金额（§7.1）。',
        'What was posted to an account as debit and as credit in the months shown (§7.1).',
      ),
    ],
  },
  provider_fees: {
    ...ofBooks,
    label: words('线上支付手续费', 'Fees of online payments'),
    versions: [
      defined(
        '支付机构从线上付款中收取的费用，由合作社或平台承担，付款方不承担（§7.2）。',
        'What the payment provider kept of online payments, borne by cooperatives or the ' +
          'platform, never by the payer (§7.2).',
      ),
    ],
  },
  budget_left: {
    units: ['cents'],
    counts: 'budgets',
    credit: 'payer',
    date: 'today',
    dimensions: ['unit'],
    label: words('预算余额', 'Budget left'),
    versions: [
      defined(
        '食堂当年预算减已占用的订单金额（§5.8）。',
        'The canteen’s budget of the year less what its orders have taken (§5.8).',
      ),
    ],
  },
  open_matters: {
    units: ['count'],
    counts: 'matters',
    credit: 'parties',
    date: 'booked',
    dimensions: ['place'],
    label: words('未了事项', 'Open matters'),
    versions: [
      defined(
        '结账时本县到月底仍未办结的事项，按种类计数；不影响结账（§4.2）。',
        'What is still open in a county by the end of the month, by kind; it does not hold ' +
          'up the close (§4.2).',
      ),
    ],
  },
} as const satisfies Record<string, Metric>
