import type { Sheet } from './sheets.ts'

/** Lists of several days, and lists that are corrected in columns or lines of their own. */
export const changedSheets: Sheet[] = [
  ...[
    '日期\t品名\t数量\n周一\t土豆\t50斤\n\t大米\t2袋\n周二\t土豆\t40斤',
    '送货日\t品名\t数量\n12.1\t土豆\t50斤\n12.1\t大米\t2袋\n12.2\t土豆\t40斤',
    '12月1日：土豆50斤，大米2袋\n12月2日：土豆40斤',
    '周一\n土豆50斤\n大米2袋\n周二\n土豆40斤',
    '周一 土豆50斤 大米2袋\n周二 土豆40斤',
    '品名\t数量\n周一\n土豆\t50斤\n大米\t2袋\n周二\n土豆\t40斤',
  ].map((text): Sheet => {
    return {
      name: `several days down: ${JSON.stringify(text)}`,
      text,
      rows: [
        ['土豆', '25000g', null, 'parts'],
        ['大米', 2, null, 'parts'],
        ['土豆', '20000g', null, 'parts'],
      ],
    }
  }),
  {
    name: 'one day down',
    text: '日期\t品名\t数量\n周一\t土豆\t50斤\n周一\t大米\t2袋',
    rows: [
      ['土豆', '25000g'],
      ['大米', 2],
    ],
  },
  ...[
    '取消\t√',
    '作废\t是',
    '是否取消\t是',
    '更正后\t60',
    '调整\t+10',
    '退货数量\t10斤',
    '欠货\t3',
  ].map((column): Sheet => {
    const [title, cell] = column.split('\t')
    return {
      name: `a column that corrects: ${title}`,
      text: `品名\t数量\t${title}\n土豆\t50斤\t${cell}\n大米\t2袋\t\n番茄\t9斤\t0`,
      rows: [
        ['土豆', '25000g', null, 'figure'],
        ['大米', 2],
        ['番茄', '4500g'],
      ],
    }
  }),
  {
    name: 'a corrected amount that is the same',
    text: '品名\t数量\t调整数量\n土豆\t50斤\t60斤\n大米\t2袋\t2袋\n番茄\t9斤\t',
    rows: [
      ['土豆', '25000g', null, 'figure'],
      ['大米', 2],
      ['番茄', '4500g'],
    ],
  },
  {
    name: 'corrections behind an amount',
    text: '土豆 100斤 更正：50斤\n大米 4袋减1袋\n大米4袋+\n辣椒10斤?',
    rows: [
      ['土豆', '50000g', null, 'figure'],
      ['大米', 4, null, 'figure'],
      ['大米', 4, null, 'about'],
      ['辣椒', '5000g', null, 'about'],
    ],
  },
  {
    name: 'a unit in the remarks',
    text: '品名\t数量\t备注\n土豆\t50\t斤\n大米\t3\t袋\n番茄\t5斤\t箱',
    rows: [
      ['土豆', '25000g'],
      ['大米', 3],
      ['番茄', '2500g'],
    ],
  },
  {
    name: 'a unit in the remarks beside another in the head',
    text: '品名\t数量(斤)\t备注\n大米\t3\t袋',
    rows: [['大米', '1500g', null, 'figure']],
  },
  {
    name: 'a comma of full width',
    text: '番茄 1，500斤\n土豆1，500斤、白菜20斤',
    rows: [
      ['番茄', '750000g', null, 'number'],
      ['土豆', '750000g', null, 'number'],
      ['白菜', '10000g'],
    ],
  },
  {
    name: 'bare figures without anything between',
    text: '土豆50番茄30辣椒10',
    rows: [
      ['土豆', '50?', null, 'noUnit'],
      ['番茄', '30?', null, 'noUnit'],
      ['辣椒', '10?', null, 'noUnit'],
    ],
  },
  {
    name: 'an amount of two goods',
    text: '土豆和番茄共50斤',
    rows: [
      ['土豆', '—'],
      ['番茄', '25000g', null, 'figure'],
    ],
  },
]
