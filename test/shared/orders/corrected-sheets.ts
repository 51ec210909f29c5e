import type { Sheet } from './sheets.ts'

/** Lists that were corrected in the chat, numbered in one line, or that say a thing in two ways. */
export const correctedSheets: Sheet[] = [
  {
    name: 'chat: what is taken back later is asked where it was said first',
    text: '土豆 30斤\n白菜 20斤\n萝卜 10斤\n上面的土豆改成50\n不要萝卜了',
    rows: [
      ['土豆', '15000g', null, 'figure'],
      ['白菜', '10000g'],
      ['萝卜', '5000g', null, 'figure'],
      ['土豆', '50?', null, 'figure'],
      ['不要萝卜了', '—'],
    ],
  },
  {
    name: 'chat: a correction, and more of the same',
    text: '明天要：土豆30斤，白菜20斤\n更正：白菜25斤\n再加胡萝卜10斤\n土豆少送5斤',
    rows: [
      ['土豆', '15000g', null, 'figure'],
      ['白菜', '10000g', null, 'figure'],
      ['更正:白菜', '12500g', null, 'figure'],
      ['胡萝卜', '5000g'],
      ['土豆少送', '2500g', null, 'figure'],
    ],
  },
  {
    name: 'serials within a line, behind a remark in brackets',
    text: '1.土豆 20 斤（去皮）2.白菜 30斤 3.猪肉10斤（要前腿）',
    rows: [
      ['土豆', '10000g'],
      ['白菜', '15000g'],
      ['猪肉', '5000g'],
    ],
  },
  {
    name: 'circled serials within a line',
    text: '①土豆50斤②白菜30斤③猪肉20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'serials in Chinese numerals within a line',
    text: '（一）土豆50斤（二）白菜30斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'remarks that change an amount, and one that does not',
    text:
      '品名\t数量\t单位\t备注\n土豆\t50\t斤\t实际要30斤\n白菜\t40\t斤\t减半\n猪肉\t20\t斤\t取消\n' +
      '鸡蛋\t5\t板\t分两次送',
    rows: [
      ['土豆', '25000g', null, 'figure'],
      ['白菜', '20000g', null, 'figure'],
      ['猪肉', '10000g', null, 'figure'],
      ['鸡蛋', 5],
    ],
  },
  {
    name: 'two days with units in their heads and equal figures add up',
    text: '食材\t周一(斤)\t周二(斤)\n土豆\t20\t20',
    rows: [['土豆', '20000g', null, 'parts']],
  },
  {
    name: 'two schools with units in their heads and equal figures',
    text: '品名\t一小(斤)\t二小(斤)\n土豆\t20\t20',
    rows: [['土豆', '20000g', null, 'parts']],
  },
  {
    name: 'days of the week with amounts in one cell',
    text: '土豆\t周一20斤 周三30斤\n白菜\t50斤',
    rows: [
      ['土豆 周一  周三', '15000g', null, 'figure'],
      ['白菜', '25000g'],
    ],
  },
  {
    name: 'one and a half before the name',
    text: '一斤半猪肉\n两箱橙子\n半斤花椒',
    rows: [
      ['猪肉', '750g'],
      ['橙子', 2],
      ['花椒', '250g'],
    ],
  },
  {
    name: 'the unit of a list is said behind it',
    text: '萝卜 30\n大葱 5\n以上单位公斤\n鸡蛋 2件',
    rows: [
      ['萝卜', '30000g'],
      ['大葱', '5000g'],
      ['鸡蛋', 2],
    ],
  },
  {
    name: 'bare figures in one line with their unit in brackets',
    text: '土豆50 白菜30 萝卜20（单位：斤）',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['萝卜', '10000g'],
    ],
  },
  {
    name: 'the unit in the head is not that of the row',
    text: '品名\t单位\t数量(公斤)\n土豆\t斤\t50',
    rows: [['土豆', '50000g', null, 'unit']],
  },
  {
    name: 'units in a row of their own under the head',
    text: '品名\t数量\t单价\n\t（斤）\t（元）\n土豆\t50\t2\n白菜\t40\t1',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
    ],
  },
  {
    name: 'the weight of a pack in the head of its count',
    text: '品名\t件(20斤)\n土豆\t5\n白菜\t3',
    rows: [
      ['土豆', 5, 10_000],
      ['白菜', 3, 10_000],
    ],
  },
  {
    name: 'the unit of the pack in its head',
    text: '品名\t规格(斤/箱)\t数量(箱)\n脆李\t10\t20\n血橙\t20\t5',
    rows: [
      ['脆李', 20, 5_000],
      ['血橙', 5, 10_000],
    ],
  },
  {
    name: 'a weight in brackets behind packs may be of all of them',
    text: '脆李\t20箱(100kg)\n面粉\t3袋(25kg)',
    rows: [
      ['脆李', 20, 100_000, 'figure'],
      ['面粉', 3, 25_000],
    ],
  },
  {
    name: 'the weight of each behind a comma',
    text: '白菜 3筐，每筐30斤\n鱼 10条，每条2斤',
    rows: [
      ['白菜', 3, 15_000],
      ['鱼', 10, null, 'figure'],
    ],
  },
  {
    name: 'the sum of a line, which proves it or not',
    text: '土豆50斤，白菜30斤，共80斤\n萝卜10斤 南瓜30斤 合计50斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['萝卜', '5000g', null, 'figure'],
      ['南瓜', '15000g', null, 'figure'],
    ],
  },
  {
    name: 'a decimal comma, or two figures, without a space before',
    text: '土豆 1,5斤\n茄子 7、8斤\n大米 1,500斤',
    rows: [
      ['土豆', '—', null, 'number'],
      ['茄子 7', '4000g', null, 'figure'],
      ['大米', '750000g'],
    ],
  },
  {
    name: 'categories side by side without a gap, each with its unit',
    text: '蔬菜类\t数量（斤）\t肉类\t数量（公斤）\n土豆\t50\t猪肉\t20\n白菜\t40\t牛肉\t10',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['猪肉', '20000g'],
      ['牛肉', '10000g'],
    ],
  },
  {
    name: 'prices behind @ and of each, and a sum that proves them',
    text: '猪肉 20斤@18\n鸡蛋 5板 每板25元\n白菜30斤*1.2=36',
    rows: [
      ['猪肉', '10000g'],
      ['鸡蛋', 5],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'for which day and when, before the goods',
    text: '11月28日 土豆50斤\n7:30 白菜30斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'names and amounts with what they are',
    text: '商品：土豆\n数量：50斤\n商品：白菜\n数量：30斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'how the goods should be is no goods',
    text: '土豆50斤，要大个的\n白菜30斤，分两袋装\n猪肉20斤，肥瘦三七开',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'sums carried over pages, of the month, and an average',
    text: '品名\t数量\t单位\n承前页\t100\t斤\n土豆\t50\t斤\n平均\t50\t斤\n本月累计\t800\t斤\n过次页\t150\t斤',
    rows: [['土豆', '25000g']],
  },
  {
    name: 'a mark says that a row is not wanted',
    text: '品名\t单位\t数量\t是否需要\n土豆\t斤\t50\t√\n白菜\t斤\t30\t×',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g', null, 'figure'],
    ],
  },
  {
    name: 'bounds are about, and a figure crossed out beside another is asked',
    text: '土豆 不少于50斤\n鱼 最多10条\n猪肉 (20)30斤',
    rows: [
      ['土豆', '25000g', null, 'about'],
      ['鱼', 10, null, 'about'],
      ['猪肉 (20)', '15000g', null, 'figure'],
    ],
  },
  {
    name: 'the same of each, and packs that come for nothing',
    text: '土豆 白菜 每样50斤\n买5箱送1箱 脆李',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '25000g'],
      ['买5箱送1箱 脆李', '—'],
    ],
  },
  ...['不要的：', '库存：', '上周订单：', '重发：', '以下取消：', '删去：', '冰箱里已有的：'].map(
    (heading): Sheet => {
      return {
        name: `what stands below ${heading} is asked, up to what is wanted`,
        text: `${heading}\n土豆 50斤\n本周要的：\n萝卜 30斤`,
        rows: [
          [heading.slice(0, -1), '—'],
          ['土豆', '25000g', null, 'figure'],
          ['萝卜', '15000g'],
        ],
      }
    },
  ),
  ...['以上作废，重新报：', '作废！', '撤回', '更正：'].map((heading): Sheet => {
    return {
      name: `what stands above ${heading} is asked`,
      text: `土豆 50斤\n${heading}\n土豆 30斤`,
      rows: [
        ['土豆', '25000g', null, 'figure'],
        [heading.replace('，', ',').replace('！', '!').replace(/：$/, ''), '—'],
        ['土豆', '15000g'],
      ],
    }
  }),
  {
    name: 'headings before goods in their line',
    text: '库存：\n土豆 50斤\n采购：萝卜 30斤\n已有：白菜 5斤\n番茄 2斤',
    rows: [
      ['库存', '—'],
      ['土豆', '25000g', null, 'figure'],
      ['萝卜', '15000g'],
      ['已有:白菜', '2500g', null, 'figure'],
      ['番茄', '1000g'],
    ],
  },
  {
    name: 'cells that come to another amount, without a head',
    text: '土豆\t40斤\t共4筐，每筐20公斤',
    rows: [['土豆 共4筐,', '20000g', 20_000, 'figure']],
  },
  {
    name: 'a section of a table, and goods behind a heading of their own',
    text: '品名\t数量\n土豆\t5斤\n以下取消\n萝卜\t3斤',
    rows: [
      ['土豆', '2500g'],
      ['以下取消', '—'],
      ['萝卜', '1500g', null, 'figure'],
    ],
  },
  {
    name: 'called off within a line: the goods before, or those on both sides',
    text: '土豆 50斤 萝卜30斤不要 番茄20斤\n甘蓝30斤取消 洋芋20斤\n白菜5斤 不要 豆腐2斤',
    rows: [
      ['土豆', '25000g'],
      ['萝卜', '15000g', null, 'figure'],
      ['番茄', '10000g'],
      ['甘蓝', '15000g', null, 'figure'],
      ['洋芋', '10000g'],
      ['白菜', '2500g', null, 'figure'],
      ['不要 豆腐', '1000g', null, 'figure'],
    ],
  },
  ...(
    '❌土豆 50斤;土豆 50斤 ❌;土豆 50斤x;土豆 50斤×;× 土豆 50斤;~~土豆 50斤~~;-土豆 50斤;' +
    '// 土豆 50斤;[ ] 土豆 50斤;- [ ] 土豆 50斤;土豆 50斤(前天已要);❌土豆\t50斤'
  )
    .split(';')
    .map((text): Sheet => {
      return { name: `crossed out: ${text}`, text, rows: [['土豆', '25000g', null, 'figure']] }
    }),
  {
    name: 'a stroke before one of several lines, and a box that is ticked',
    text: '[x] 土豆 50斤\n-萝卜 30斤',
    rows: [
      ['土豆', '25000g'],
      ['萝卜', '15000g', null, 'figure'],
    ],
  },
  {
    name: 'an empty box beside one that is ticked',
    text: '□ 土豆 5斤\n☑ 白菜 3斤',
    rows: [
      ['土豆', '2500g', null, 'figure'],
      ['白菜', '1500g'],
    ],
  },
  {
    name: 'a stroke before every line is a bullet',
    text: '明天要：\n-土豆 50\n-萝卜 30斤\n谢谢',
    rows: [
      ['土豆', '50?', null, 'noUnit'],
      ['萝卜', '15000g'],
    ],
  },
  {
    name: 'an amount alone is of the goods before it',
    text: '番茄20斤，不，30斤\n南瓜 3筐，60斤\n萝卜 30。5斤\n土豆 3.5斤/份 100份\n白菜 5斤，共5斤',
    rows: [
      ['番茄', '10000g', null, 'figure'],
      ['南瓜', 3, null, 'figure'],
      ['萝卜', '30?', null, 'figure'],
      ['土豆  /份', 100, null, 'figure'],
      ['白菜', '2500g'],
    ],
  },
  ...['需求\t实购', '申购\t实发', '预订数量\t确认', '计划\t核定'].map((heads): Sheet => {
    return {
      name: `two figures of what is wanted: ${heads}`,
      text: `品名\t库存\t${heads}\t单位\n土豆\t20\t50\t30\t斤\n萝卜\t20\t50\t50\t斤`,
      rows: [
        ['土豆', '25000g', null, 'figure'],
        ['萝卜', '25000g'],
      ],
    }
  }),
  {
    name: 'a remark that comes to another amount',
    text:
      '品名\t数量\t备注\n土豆\t40斤\t共4筐，每筐20公斤\n萝卜\t40斤\t共4筐，每筐10斤\n' +
      '番茄\t40斤\t共30斤',
    rows: [
      ['土豆', '20000g', null, 'figure'],
      ['萝卜', '20000g'],
      ['番茄', '20000g', null, 'figure'],
    ],
  },
]
