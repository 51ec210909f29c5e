import type { Amount } from '../../../shared/orders/parse-amount.ts'

/**
 * Lists as canteens paste and type them, and what they mean: a row each of goods, amount (packs as
 * a number, weight in grams as "25000g", a figure without a unit as "50?", — for none), weight of
 * a pack in grams, question.
 */
export interface Sheet {
  name: string
  text: string
  rows: [goods: string, amount: number | string, packGrams?: number | null, question?: string][]
}

/** An amount as the lists here note it. */
export function amountText(amount: Amount | null): number | string {
  if (amount === null) return '—'
  if (amount.kind === 'bare') return `${amount.figure}?`
  return amount.kind === 'packs' ? amount.packs : `${amount.grams}g`
}

export const sheets: Sheet[] = [
  {
    name: 'title above the head, serials, prices',
    text: '某某小学食堂采购清单\t\t\t\t\n序号\t品名\t单位\t数量\t单价\n1\t土豆\t斤\t50\t3\n2\t茄子\t斤\t30\t4',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '15000g'],
    ],
  },
  {
    name: 'two titles and a line of who orders',
    text: '第 12 周采购计划\t\t\n采购单位：某某局食堂\t\t\n品名\t数量\t单位\n脆李\t20\t箱',
    rows: [['脆李', 20]],
  },
  {
    name: 'prefixes in the heads',
    text: '食品名称\t食品规格\t食品价格\t商品数量\t商品总价\n脆李\t5kg/箱\t45\t20\t900',
    rows: [['脆李', 20, 5_000]],
  },
  { name: 'unit in the head', text: '品名\t数量(斤)\n土豆\t20', rows: [['土豆', '10000g']] },
  {
    name: 'unit in the head, full width',
    text: '食材\t采购量（公斤）\n白菜\t12.5',
    rows: [['白菜', '12500g']],
  },
  {
    name: 'unit behind a stroke',
    text: '物资名称\t需求数量/kg\n花椒\t0.5',
    rows: [['花椒', '500g']],
  },
  { name: 'head that is a unit', text: '菜品\t斤数\n辣椒\t30', rows: [['辣椒', '15000g']] },
  {
    name: 'head in English',
    text: 'Item\tUnit\tQty\tPrice\nPotato\tkg\t25\t4',
    rows: [['Potato', '25000g']],
  },
  {
    name: 'spaces inside the heads, a total row with spaces',
    text: '序 号\t品 名\t单 位\t数 量\t单 价\n1\t土豆\t斤\t50\t3\n合 计\t\t\t\t150',
    rows: [['土豆', '25000g']],
  },
  {
    name: 'the head again on the next page',
    text: '品名\t数量\n土豆\t20斤\n品名\t数量\n茄子\t10斤',
    rows: [
      ['土豆', '10000g'],
      ['茄子', '5000g'],
    ],
  },
  {
    name: 'decimals with the unit in a cell of its own',
    text: '品名\t单位\t数量\n土豆\t斤\t20.5\n猪肉\t公斤\t12.5',
    rows: [
      ['土豆', '10250g'],
      ['猪肉', '12500g'],
    ],
  },
  {
    name: 'supplier in a column of its own',
    text: '供货单位\t品名\t数量\n石径村合作社\t茶叶\t3盒',
    rows: [['石径村合作社 茶叶', 3]],
  },
  {
    name: 'who uses it is no goods',
    text: '使用单位\t品名\t数量\n一食堂\t土豆\t30斤',
    rows: [['土豆', '15000g']],
  },
  {
    name: 'remarks are no amounts',
    text: '品名\t数量\t备注\n土豆\t30斤\t3天内',
    rows: [['土豆', '15000g']],
  },
  {
    name: 'pack and amount under heads',
    text: '名称\t规格型号\t数量\t单位\n核桃油\t500g/瓶\t12\t瓶',
    rows: [['核桃油', 12, 500]],
  },
  {
    name: 'a bare weight is the pack under its head',
    text: '名称\t规格\t件数\n脆李\t5公斤\t8',
    rows: [['脆李', 8, 5_000]],
  },
  {
    name: 'rows out of the middle, serials from 3',
    text: '3\t洋芋\t40\t袋\n4\t甘蓝\t20\t筐',
    rows: [
      ['洋芋', 40],
      ['甘蓝', 20],
    ],
  },
  {
    name: 'serials from 7 with points',
    text: '7.\t洋芋\t40斤\n8.\t甘蓝\t20斤\n9.\t番茄\t5斤',
    rows: [
      ['洋芋', '20000g'],
      ['甘蓝', '10000g'],
      ['番茄', '2500g'],
    ],
  },
  {
    name: 'one row, two figures: which is it?',
    text: '3\t洋芋\t40\t袋',
    rows: [['洋芋', 40, null, 'figure']],
  },
  { name: 'amount or price?', text: '土豆\t30\t3', rows: [['土豆', '30?', null, 'figure']] },
  {
    name: 'the named amount beside a price',
    text: '土豆\t30斤\t3.5',
    rows: [['土豆', '15000g', null, 'figure']],
  },
  {
    name: 'a day that Excel wrote as a number',
    text: '46090\t土豆\t20\t斤\n总金额\t\t350000',
    rows: [['土豆', '10000g', null, 'figure']],
  },
  { name: 'more than anybody orders', text: '土豆\t200000', rows: [['土豆', '—', null, 'number']] },
  {
    name: 'heavier than anybody orders',
    text: '番茄 1100000吨',
    rows: [['番茄', '—', null, 'number']],
  },
  {
    name: 'line break in a quoted cell',
    text: '品名\t数量\n"土豆\n（本地）"\t20斤',
    rows: [['土豆 (本地)', '10000g']],
  },
  { name: 'quotation marks doubled', text: '"脆李""特级"""\t20箱', rows: [['脆李"特级"', 20]] },
  {
    name: 'a lone quotation mark',
    text: '"脆李\t20箱\n土豆\t5斤',
    rows: [
      ['"脆李', 20],
      ['土豆', '2500g'],
    ],
  },
  {
    name: 'pack in brackets behind the amount',
    text: '土豆\t3箱（每箱10斤）',
    rows: [['土豆', 3, 5_000]],
  },
  {
    name: 'a word in brackets behind the amount',
    text: '土豆\t20斤（去皮）',
    rows: [['土豆', '10000g']],
  },
  {
    name: 'numbered lines',
    text: '1、土豆20斤\n2、茄子30斤',
    rows: [
      ['土豆', '10000g'],
      ['茄子', '15000g'],
    ],
  },
  {
    name: 'numbered with points',
    text: '1.土豆20斤\n2.茄子1.5斤',
    rows: [
      ['土豆', '10000g'],
      ['茄子', '750g'],
    ],
  },
  {
    name: 'numbered in brackets',
    text: '(1)土豆20斤\n(2)茄子30斤',
    rows: [
      ['土豆', '10000g'],
      ['茄子', '15000g'],
    ],
  },
  {
    name: 'numbered in circles',
    text: '①土豆20斤\n②茄子30斤',
    rows: [
      ['土豆', '10000g'],
      ['茄子', '15000g'],
    ],
  },
  { name: 'one numbered line', text: '1、土豆20斤', rows: [['土豆', '10000g']] },
  {
    name: 'several in one line',
    text: '土豆20斤，茄子30斤、白菜10斤。',
    rows: [
      ['土豆', '10000g'],
      ['茄子', '15000g'],
      ['白菜', '5000g'],
    ],
  },
  { name: 'thousands in one line stay whole', text: '大米1,000斤', rows: [['大米', '500000g']] },
  {
    name: 'about, and ranges',
    text: '土豆 约50斤\n茄子 50斤左右\n黄瓜 50-60斤\n冬瓜\t50~60斤\n南瓜\t5到6个',
    rows: [
      ['土豆', '25000g', null, 'about'],
      ['茄子', '25000g', null, 'about'],
      ['黄瓜', '—', null, 'range'],
      ['冬瓜', '—', null, 'range'],
      ['南瓜', '—', null, 'range'],
    ],
  },
  {
    name: 'numbers in words',
    text: '猪肉 5两\n盐 半斤\n糖 两斤\n脆李 十箱\n花椒 三两\n大蒜 两斤半\n生姜 十二斤\n大米 三百五十斤',
    rows: [
      ['猪肉', '250g'],
      ['盐', '250g'],
      ['糖', '1000g'],
      ['脆李', 10],
      ['花椒', '150g'],
      ['大蒜', '1250g'],
      ['生姜', '6000g'],
      ['大米', '175000g'],
    ],
  },
  {
    name: 'words that are no numbers',
    text: '三七 2斤\n四条眉\n八角',
    rows: [
      ['三七', '1000g'],
      ['四条眉', '—'],
      ['八角', '—'],
    ],
  },
  { name: 'five or six, in words', text: '土豆 五六十斤', rows: [['土豆', '—', null, 'number']] },
  {
    name: 'a comma for a point',
    text: '品名\t数量\n土豆\t1，5斤',
    rows: [['土豆', '—', null, 'number']],
  },
  {
    name: 'thousands in full width',
    text: '品名\t数量\n大米\t１，０００斤',
    rows: [['大米', '500000g']],
  },
  { name: 'a gap in the thousands', text: '大米\t1 000斤', rows: [['大米', '500000g']] },
  { name: 'two units', text: '猪肉\t2斤3两', rows: [['猪肉', '1150g']] },
  {
    name: 'half a pack',
    text: '品名\t单位\t数量\n脆李\t箱\t2.5',
    rows: [['脆李', '—', null, 'number']],
  },
  {
    name: 'nothing ordered',
    text: '品名\t数量\n脆李\t0\n土豆\t',
    rows: [
      ['脆李', '—', null, 'number'],
      ['土豆', '—'],
    ],
  },
  {
    name: 'the amount comes first',
    text: '20斤土豆\n两箱脆李',
    rows: [
      ['土豆', '10000g'],
      ['脆李', 2],
    ],
  },
  {
    name: 'signs that turn the direction',
    text: '\u202a土豆\u202c\t\u200e50斤\n白菜\t\u202a3\u200e0\u202c斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  { name: 'signs nobody sees', text: '\u200b土\u200b豆\t２０\u00a0斤', rows: [['土豆', '10000g']] },
  { name: 'names alone', text: '石径村　黄金奈李', rows: [['石径村 黄金奈李', '—']] },
]
