import { defined, type Metric, redefined, withHelpSales, words } from './metric.ts'

const scopes = ['place', 'unit', 'group'] as const

/** Documents of orders by the day of each stage: those that a unit bought or helped to sell. */
const ofStage = {
  units: ['cents', 'grams'],
  credit: 'either',
  date: 'stage',
  dimensions: scopes,
} as const

/** Settlements by their own day; of units those made of orders that they placed. */
const ofSettlements = {
  units: ['cents'],
  counts: 'settlements',
  credit: 'payer',
  date: 'settled',
  dimensions: [...scopes, 'village', 'division'],
} as const

/** The stages before recognition, and what reached households and collectives. */
export const reachedMetrics = {
  opening: {
    counts: 'opening_figures',
    units: ['cents', 'grams', 'count'],
    credit: 'either',
    date: 'whole_year',
    dimensions: ['place', 'unit', 'group', 'year'],
    label: words('期初数', 'Opening figures'),
    versions: [
      defined(
        '台账建立前整年的认定数，由县里凭文件登记、另一人核准；按整年列示在台账数之外，不含在认定合计内（§3.11）。',
        'What was recognised in whole years before the ledger was kept here, entered by the ' +
          'county with its document and approved by a second person; stated by whole years ' +
          'beside the ledger’s figures and never in them (§3.11).',
      ),
    ],
  },
  opening_entered: {
    counts: 'opening_figures',
    units: ['cents', 'grams', 'count'],
    credit: 'village',
    date: 'whole_year',
    dimensions: ['place', 'village', 'unit'],
    label: words('期初数登记', 'Entered of opening figures'),
    versions: [
      defined(
        '一张期初数表上各村的数；核准以前和冲销以后都不列入期初数（§3.11）。',
        'What a statement of opening figures says of villages; not among the opening figures ' +
          'before it is approved, and once it is reversed (§3.11).',
      ),
    ],
  },
  villages_selling: {
    counts: 'entries',
    units: ['count'],
    date: 'posted',
    credit: 'village',
    dimensions: [],
    label: words('卖出产品的村', 'Villages that sold'),
    versions: [
      defined(
        '本期有计入记录的村，每村一次。',
        'Villages with a counted entry in the period, each once.',
      ),
      redefined(
        2,
        '2026-11-28',
        '本期认定金额大于零的村，每村一次；卖出的又全部退回或冲销的不计。',
        'Villages whose recognised amount in the period is above nothing, each once: not ' +
          'those of which all was returned or reversed.',
      ),
    ],
  },
  units_participating: {
    counts: 'entries',
    units: ['count'],
    date: 'posted',
    credit: 'either',
    dimensions: [],
    label: words('参与单位', 'Units that took part'),
    versions: [
      defined(
        '本期直接采购或帮助销售有计入记录的单位，每家一次。',
        'Units that bought or helped to sell with a counted entry in the period, each once.',
      ),
      redefined(
        2,
        '2026-11-28',
        '本期直接采购或帮助销售的认定金额大于零的单位，每家一次；买入的又全部退回或冲销的不计。',
        'Units whose recognised amount in the period, bought or helped to sell, is above ' +
          'nothing, each once: not those of which all was returned or reversed.',
      ),
    ],
  },
  outside_entered: {
    counts: 'outside_purchases',
    units: ['cents', 'grams', 'count'],
    credit: 'bought',
    date: 'ordered',
    dimensions: ['place', 'unit'],
    label: words('场外采购登记', 'Entered of outside purchases'),
    versions: [
      defined(
        '按采购日期所在年份登记的场外采购，各证据等级、各状态分别合计；只有已核准的计入认定额（§3.11）。',
        'Outside purchases entered, by the year in which they were bought, each grade and state ' +
          'by itself; only those attested are in the recognised amount (§3.11).',
      ),
    ],
  },
  ordered: {
    ...ofStage,
    counts: 'order_lines',
    label: words('已下单', 'Ordered'),
    versions: withHelpSales(
      defined(
        '已下的采购订单，不含被拒和取消的，按下单日期（§3.1）。',
        'Purchase orders placed, without those declined or cancelled, by the day of the ' +
          'order (§3.1).',
      ),
    ),
  },
  shipped: {
    ...ofStage,
    counts: 'shipment_lines',
    label: words('已发货', 'Shipped'),
    versions: withHelpSales(
      defined(
        '已发出的货，按发货日期；金额为件数乘订单单价（§3.1）。',
        'Goods dispatched, by that day; the money is packs at the price of the order (§3.1).',
      ),
    ),
  },
  accepted: {
    ...ofStage,
    counts: 'facts',
    label: words('已验收', 'Accepted'),
    versions: withHelpSales(
      defined(
        '验收减退货：验收重量乘约定单价，减扣款（§3.1、§3.2）。',
        'Accepted less returned: accepted weight at the agreed price, less deductions (§3.1, ' +
          '§3.2).',
      ),
    ),
  },
  invoiced: {
    ...ofStage,
    units: ['cents'],
    counts: 'invoices',
    label: words('已开票', 'Invoiced'),
    versions: withHelpSales(
      defined(
        '发票的货款减红字发票，不含运费和作废的，按开票日期（§3.1）。',
        'Goods invoiced less credit notes, without freight and what was voided, by the day ' +
          'of issue (§3.1).',
      ),
    ),
  },
  paid: {
    ...ofStage,
    units: ['cents'],
    counts: 'facts',
    label: words('已付款', 'Paid'),
    versions: withHelpSales(
      defined(
        '已付货款减退款，不含运费，按付款日期（§3.1）。',
        'Paid for goods less refunds, freight apart, by the day of payment (§3.1).',
      ),
    ),
  },
  paid_for_goods: {
    units: ['cents'],
    counts: 'entries',
    credit: 'village',
    date: 'posted',
    dimensions: ['place', 'village', 'division'],
    label: words('所收货款', 'Paid for goods'),
    versions: [
      defined(
        '为产自这里、已验收的货付的款，已减退款，不含运费，含不计入的（§3.2）。',
        'Paid for accepted goods from the place, net of refunds and without freight, in ' +
          'figures or not (§3.2).',
      ),
    ],
  },
  households_settled: {
    ...ofSettlements,
    units: ['count'],
    label: words('已结算农户', 'Households paid'),
    versions: [
      defined(
        '本期有有效结算的农户，每户只计一次（§3.14）。',
        'Distinct households with a settlement in the period (§3.14).',
      ),
    ],
  },
  households_declared: {
    ...ofSettlements,
    units: ['count'],
    counts: 'lots',
    date: 'accepted',
    dimensions: scopes,
    label: words('申报农户', 'Households declared'),
    versions: [
      defined(
        '供货单位为本期验收的批次申报的农户数之和（§3.14）。',
        'Households that sellers declared for the lots accepted in the period, added up (§3.14).',
      ),
      redefined(
        2,
        '2026-11-01',
        '供货单位为本期验收的批次申报的农户数；同一供货单位产自相同村的几个批次视为同一些农户，只计最大的一个数（§3.14）。',
        'Households that sellers declared for the lots accepted in the period; several lots of ' +
          'one seller from the same villages are of the same households, and the largest ' +
          'number counts (§3.14).',
      ),
    ],
  },
  household_cents: {
    ...ofSettlements,
    label: words('付给农户', 'Paid to households'),
    versions: [
      defined(
        '本期付给农户的结算款，减本期收回的（§3.14）。',
        'Settlements to households in the period, less those taken back in it (§3.14).',
      ),
    ],
  },
  collective_cents: {
    ...ofSettlements,
    label: words('集体收入', 'Collective income'),
    versions: [
      defined(
        '本期付给村集体的结算款，减本期收回的；不是销售额（§3.14）。',
        'Settlements to village collectives in the period, less those taken back in it; not ' +
          'what was sold (§3.14).',
      ),
    ],
  },
  household_median_cents: {
    ...ofSettlements,
    label: words('每户中位数', 'Median per household'),
    versions: [
      defined(
        '本期有结算的每户从各合作社共收到金额的中位数；只统计村、乡镇、区县和单位（§3.14）。',
        'The median of what each household with a settlement received in the period, from ' +
          'all cooperatives together; of a village, township, county or units (§3.14).',
      ),
    ],
  },
  share_reached: {
    ...ofSettlements,
    units: ['basis_points'],
    credit: 'village',
    dimensions: ['place', 'village', 'division'],
    label: words('货款到村比例', 'Share of the price that reached the village'),
    versions: [
      defined(
        '本期按订单或批次付给农户和村集体的钱 ÷ 本期所收货款；可超过 100%，没有货款则不计（§3.2、§3.14）。',
        'Settlements of the period to households and collectives that name an order or a ' +
          'lot, by what was paid for accepted goods from the place in the period, net of ' +
          'refunds and without freight, in figures or not; not capped, none without it (§' +
          '3.2, §3.14).',
      ),
    ],
  },
  one_product_share: {
    units: ['basis_points'],
    counts: 'entries',
    credit: 'village',
    date: 'posted',
    dimensions: ['place', 'village', 'product'],
    label: words('单一产品占比', 'Share of one product'),
    versions: [
      defined(
        '一村认定金额最高的产品 ÷ 该村认定金额，名称相同的算一个产品；其他产品退货多于销售时可超过 100%。',
        'The product of a village with the highest recognised amount by the recognised amount ' +
          'of the village; goods of one name are one product. Above 100 % where of others more ' +
          'was returned than sold.',
      ),
    ],
  },
  public_benefit: {
    ...ofSettlements,
    units: ['count', 'cents', 'basis_points'],
    credit: 'village',
    date: 'recorded',
    dimensions: ['village'],
    label: words('公示的农户收益', 'What the public is told of households'),
    versions: [
      defined(
        '本年累计的结算户数、金额、中位数和到村比例，每月月底后公布一次，公布后不变；不足 5 户或当月变动不足 5 户的并入以后月份（§3.14）。',
        'Households, their money, median and share of the year, written once after the end ' +
          'of a month and unchanged since; of fewer than five households, or where fewer ' +
          'than five changed, a later month (§3.14).',
      ),
    ],
  },
} as const satisfies Record<string, Metric>
