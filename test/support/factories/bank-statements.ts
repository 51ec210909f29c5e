/** A movement on an account, from which each bank's sheet is written. */
export interface Movement {
  /** Received above 0, sent below, in 分. */
  cents: number
  on: string
  name: string
  account?: string
  purpose?: string
  serial?: string
  balanceCents?: number
}

export const ownAccount = '6217000000000000001'

const yuan = (cents: number) => {
  const [whole = '', part = ''] = (Math.abs(cents) / 100).toFixed(2).split('.')
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${part}`
}
const out = ({ cents }: Movement, nothing = '') => (cents < 0 ? yuan(cents) : nothing)
const into = ({ cents }: Movement, nothing = '') => (cents > 0 ? yuan(cents) : nothing)
const plainDay = (on: string) => on.replaceAll('-', '')
const sums = (all: readonly Movement[]) => {
  const of = (sign: 1 | -1) =>
    yuan(all.filter(({ cents }) => cents * sign > 0).reduce((sum, { cents }) => sum + cents, 0))
  return { out: of(-1), into: of(1) }
}

type Layout = (movements: readonly Movement[]) => string[][]

const icbc: Layout = (all) => [
  ['[HISTORYDETAIL]'],
  [
    ...['凭证号', '本方账号', '对方账号', '交易时间', '借/贷', '借方发生额', '贷方发生额'],
    ...['对方行号', '摘要', '用途', '对方单位名称', '余额', '附言'],
  ],
  ...all.map((each) => [
    ...['0', ownAccount, each.account ?? '', `${each.on} 10.12.33`, each.cents < 0 ? '借' : '贷'],
    ...[out(each, '0.00'), into(each, '0.00'), '102653000012', '转账', '', each.name],
    ...[yuan(each.balanceCents ?? 0), each.purpose ?? ''],
  ]),
  ['#'],
]

const abc: Layout = (all) => [
  ['账户明细查询'],
  [`账号：${ownAccount}`, '', '户名：示例合作社', '', '币种：人民币'],
  ['起始日期：20261101', '', '截止日期：20261130'],
  [
    ...['交易日期', '交易时间', '收入金额', '支出金额', '账户余额', '交易行名', '对方省市'],
    ...['对方账号', '对方户名', '交易用途'],
  ],
  ...all.map((each) => [
    ...[plainDay(each.on), '101233', into(each), out(each), yuan(each.balanceCents ?? 0)],
    ...['巫山县支行', '', each.account ?? '', each.name, each.purpose ?? ''],
  ]),
  ['合计', '', sums(all).into, sums(all).out],
]

const boc: Layout = (all) => [
  ['Inquirer account number 查询账号', ownAccount],
  ['Time range 时间范围', '20261101-20261130'],
  [
    ...['交易类型[ Transaction Type ]', '业务类型[ Business type ]'],
    ...['付款人账号[ Debit Account No. ]', "付款人名称[ Payer's Name ]"],
    ...["收款人账号[ Payee's Account Number ]", "收款人名称[ Payee's Name ]"],
    ...['交易日期[ Transaction Date ]', '交易时间[ Transaction time ]'],
    ...['交易货币[ Trade Currency ]', '交易金额[ Trade Amount ]'],
    ...['交易后余额[ After-transaction balance ]', '交易流水号[ Transaction reference number ]'],
    ...['用途[ Purpose ]', '交易附言[ Remark ]', '备注[ Remarks ]'],
  ],
  ...all.map((each) => {
    const other = [each.account ?? '', each.name]
    const own = [ownAccount, '示例合作社']
    return [
      ...(each.cents < 0 ? ['往账', '对公转账', ...own, ...other] : []),
      ...(each.cents < 0 ? [] : ['来账', '对公转账', ...other, ...own]),
      ...[plainDay(each.on), '10:12:33', 'CNY', `${each.cents < 0 ? '-' : ''}${yuan(each.cents)}`],
      ...[yuan(each.balanceCents ?? 0), each.serial ?? '', '', each.purpose ?? '', ''],
    ]
  }),
]

const ccb: Layout = (all) => [
  [`账户明细信息  账号 ${ownAccount}`],
  [
    ...[
      '账号',
      '账户名称',
      '交易时间',
      '借方发生额/元(支取)',
      '贷方发生额/元(收入)',
      '余额',
      '币种',
    ],
    ...['对方户名', '对方账号', '对方开户机构', '记账日期', '摘要', '备注'],
    ...['账户明细编号-交易流水号', '企业流水号'],
  ],
  ...all.map((each) => [
    ...[ownAccount, '示例合作社', `${plainDay(each.on)} 10:12:33`, out(each, '0.00')],
    ...[into(each, '0.00'), yuan(each.balanceCents ?? 0), '人民币元', each.name],
    ...[each.account ?? '', '巫山支行', plainDay(each.on), '转账', each.purpose ?? ''],
    ...[each.serial ?? '', ''],
  ]),
]

const bocom: Layout = (all) => [
  ['交通银行账户交易明细'],
  ['查询账号：', ownAccount, '币种：', '人民币'],
  [
    ...['交易时间', '摘要', '凭证种类', '凭证号码', '发生额', '借贷标志', '余额', '对方账号'],
    ...['对方户名', '附言', '核心流水号', '会计日期'],
  ],
  ...all.map((each) => [
    ...[`${each.on.replaceAll('-', '/')} 10:12:33`, '转账', '', '', yuan(each.cents)],
    ...[each.cents < 0 ? '借' : '贷', yuan(each.balanceCents ?? 0), each.account ?? ''],
    ...[each.name, each.purpose ?? '', each.serial ?? '', each.on.replaceAll('-', '/')],
  ]),
  [`借方笔数：${all.filter(({ cents }) => cents < 0).length}`, '借方合计：', sums(all).out],
  [`贷方笔数：${all.filter(({ cents }) => cents > 0).length}`, '贷方合计：', sums(all).into],
]

const psbc: Layout = (all) => [
  ['中国邮政储蓄银行对公账户对账单'],
  ['账户号码', ownAccount, '账户名称', '示例合作社'],
  [
    ...['序号', '交易日期', '交易流水号', '交易金额', '账户余额', '对方户名', '对方账号'],
    ...['摘要', '附言'],
  ],
  ...all.map((each, at) => [
    ...[
      `${at + 1}`,
      each.on,
      each.serial ?? '',
      `${each.cents < 0 ? '-' : '+'}${yuan(each.cents)}`,
    ],
    ...[yuan(each.balanceCents ?? 0), each.name, each.account ?? '', '转账', each.purpose ?? ''],
  ]),
  ['', '本页合计', '', '', yuan(all.at(-1)?.balanceCents ?? 0)],
]

/** Sheets of six large banks as their clients save them, with samples of our own making. */
export const bankLayouts = { icbc, abc, boc, ccb, bocom, psbc } as const
