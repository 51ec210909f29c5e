import type { Sheet } from './sheets.ts'

/** Heads of figures that nobody orders. */
const otherHeads =
  '退货数量 限购数量 已送数量 剩余数量 损耗量 报损数量 结余数量 实收数量 缺货数量 最低数量 最高数量 ' +
  '数量上限 起订量 食堂库存数量'

/** Lists with figures that look like the amount, and words beside it that change what is wanted. */
export const askedSheets: Sheet[] = [
  ...otherHeads.split(' ').map((head): Sheet => {
    return { name: head, text: `品名\t${head}(斤)\n高山洋芋\t40`, rows: [['高山洋芋', '—']] }
  }),
  {
    name: 'a price beside the unit',
    text: '高山洋芋\t斤\t2.50\t200\t500.00',
    rows: [['高山洋芋', '1250g', null, 'figure']],
  },
  {
    name: 'a price beside the unit, with a serial',
    text: '1\t高山洋芋\t斤\t2.50\t200\t500.00',
    rows: [['高山洋芋', '1250g', null, 'figure']],
  },
  {
    name: 'a whole price beside the unit',
    text: '高山洋芋\tkg\t5.00\t100\t500.00',
    rows: [['高山洋芋', '5000g', null, 'figure']],
  },
  {
    name: 'a price before the unit',
    text: '高山洋芋\t2.50\t斤\t200\t500.00',
    rows: [['高山洋芋', '1250g', null, 'figure']],
  },
  {
    name: 'the amount beside the unit',
    text: '洋芋\t斤\t200\t2.50\t500',
    rows: [['洋芋', '100000g']],
  },
  {
    name: 'the amount before the unit',
    text: '洋芋\t2.50\t200\t斤\t500',
    rows: [['洋芋', '100000g']],
  },
  {
    name: 'called off in brackets',
    text: [
      '萝卜100斤（取消）',
      '萝卜100斤（撤回）',
      '甘蓝80斤（删）',
      '挂面5箱（已到）',
      '洋芋200斤（不用送了）',
      '番茄60斤(暂不要)',
      '萝卜80斤（已经有了）',
      '甘蓝80斤（先不订）',
      '挂面5箱（改为面粉）',
    ].join('\n'),
    rows: [
      ['萝卜', '50000g', null, 'figure'],
      ['萝卜', '50000g', null, 'figure'],
      ['甘蓝', '40000g', null, 'figure'],
      ['挂面', 5, null, 'figure'],
      ['洋芋', '100000g', null, 'figure'],
      ['番茄', '30000g', null, 'figure'],
      ['萝卜', '40000g', null, 'figure'],
      ['甘蓝', '40000g', null, 'figure'],
      ['挂面', 5, null, 'figure'],
    ],
  },
  {
    name: 'called off behind a comma or a space',
    text: '萝卜100斤，取消\n萝卜100斤 取消',
    rows: [
      ['萝卜', '50000g', null, 'figure'],
      ['萝卜 取消', '50000g', null, 'figure'],
    ],
  },
  {
    name: 'multiplied in brackets',
    text: '番茄60斤（每天）\n萝卜80斤（每个食堂）\n番茄60斤，每天',
    rows: [
      ['番茄', '30000g', null, 'figure'],
      ['萝卜', '40000g', null, 'figure'],
      ['番茄', '30000g', null, 'figure'],
    ],
  },
  {
    name: 'what is said of the goods calls nothing off',
    text: '白菜40斤（不要太老）\n花菜20斤（不要叶子）',
    rows: [
      ['白菜', '20000g'],
      ['花菜', '10000g'],
    ],
  },
  {
    name: 'a remark that calls the line off',
    text: [
      '品名\t数量(斤)\t备注',
      '高山洋芋\t200\t取消',
      '高山洋芋\t200\t不要',
      '高山洋芋\t200\t作废',
      '高山洋芋\t200\t暂停',
      '高山洋芋\t200\t退',
      '高山洋芋\t200\t删',
      '高山洋芋\t200\t退货',
      '高山洋芋\t200\t每天',
      '高山洋芋\t200\t每个食堂',
    ].join('\n'),
    rows: [
      ['高山洋芋', '100000g', null, 'figure'],
      ['高山洋芋', '100000g', null, 'figure'],
      ['高山洋芋', '100000g', null, 'figure'],
      ['高山洋芋', '100000g', null, 'figure'],
      ['高山洋芋', '100000g', null, 'figure'],
      ['高山洋芋', '100000g', null, 'figure'],
      ['高山洋芋', '100000g', null, 'figure'],
      ['高山洋芋', '100000g', null, 'figure'],
      ['高山洋芋', '100000g', null, 'figure'],
    ],
  },
  {
    name: 'what one person eats, as often as there are persons',
    text: '品名\t人均(克)\t人数\n高山洋芋\t150\t320',
    rows: [['高山洋芋', '48000g']],
  },
  {
    name: 'the size of a piece',
    text: '洋芋 3两以上 200斤\n土鸡蛋 50克以上 3箱\n甘蓝 1.5kg/个 100斤',
    rows: [
      ['洋芋', '100000g', null, 'figure'],
      ['土鸡蛋', 3, null, 'figure'],
      ['甘蓝', '50000g'],
    ],
  },
  {
    name: 'days and places behind which stands what each gets',
    text: '番茄 周一三五各20斤',
    rows: [['番茄 周一三五各', '10000g', null, 'figure']],
  },
  {
    name: 'canteens behind which stands what each gets',
    text: '萝卜 一三食堂各50斤',
    rows: [['萝卜 一三食堂各', '25000g', null, 'figure']],
  },
  {
    name: 'days in a list of their own',
    text: '番茄 周一、周三各20斤',
    rows: [['番茄 周一 周三各', '10000g', null, 'figure']],
  },
  {
    name: 'three decimals may be thousands',
    text: '番茄 1.500斤\n洋芋 2.000斤\n土豆 0.500kg',
    rows: [
      ['番茄', '750g', null, 'number'],
      ['洋芋', '1000g', null, 'number'],
      ['土豆', '500g'],
    ],
  },
  {
    name: 'the unit of a list behind its title',
    text: '采购单（单位：斤）\n洋芋 200\n番茄 60',
    rows: [
      ['洋芋', '100000g'],
      ['番茄', '30000g'],
    ],
  },
  {
    name: 'names with colons in one line',
    text: '洋芋:200 番茄:60 甘蓝:100 （单位：斤）',
    rows: [
      ['洋芋', '100000g'],
      ['番茄', '30000g'],
      ['甘蓝', '50000g'],
    ],
  },
  {
    name: 'an amount beside a limit',
    text: '品名\t限购数量(斤)\t数量(斤)\n洋芋\t40\t30',
    rows: [['洋芋', '15000g']],
  },
  {
    name: 'a second unit holds from its line',
    text: '单位：斤\n土豆 50\n单位：袋\n大米 10',
    rows: [
      ['土豆', '25000g'],
      ['大米', 10],
    ],
  },
  {
    name: 'the unit of each section in its head',
    text: '蔬菜类（单位：斤）\n土豆 50\n粮油类（单位：公斤）\n大米 100',
    rows: [
      ['土豆', '25000g'],
      ['大米', '100000g'],
    ],
  },
  {
    name: 'units below a note',
    text: '数量单位：公斤\n土豆 50\n（以下单位：袋）\n大米 10',
    rows: [
      ['土豆', '50000g'],
      ['大米', 10],
    ],
  },
  {
    name: 'a unit with an exception',
    text: '单位：斤，大米按袋\n土豆 50\n大米 10',
    rows: [
      ['土豆', '50?', null, 'unit'],
      ['大米', '10?', null, 'unit'],
    ],
  },
  {
    name: 'an exception in a line of its own',
    text: '单位：斤\n土豆 50\n大米 10\n注：大米按袋',
    rows: [
      ['土豆', '50?', null, 'unit'],
      ['大米', '10?', null, 'unit'],
    ],
  },
  {
    name: 'a section without a unit behind one that has one',
    text: '蔬菜（单位：斤）\n土豆 50\n粮油类\n大米 10',
    rows: [
      ['土豆', '25000g'],
      ['大米', '10?', null, 'unit'],
    ],
  },
  {
    name: 'what may be a section behind one with a unit',
    text: '蔬菜（斤）\n土豆 50\n米面粮油：\n大米 10',
    rows: [
      ['土豆', '25000g'],
      ['大米', '10?', null, 'unit'],
    ],
  },
  {
    name: 'sections under the unit of the list',
    text: '单位：斤\n蔬菜类\n土豆 50\n水果类\n苹果 10',
    rows: [
      ['土豆', '25000g'],
      ['苹果', '5000g'],
    ],
  },
  {
    name: 'two units, one said behind',
    text: '单位：斤\n土豆 50\n单位：袋',
    rows: [['土豆', '50?', null, 'unit']],
  },
  {
    name: 'goods above a unit',
    text: '土豆 50\n单位：袋\n大米 10',
    rows: [
      ['土豆', '50?', null, 'unit'],
      ['大米', 10],
    ],
  },
  {
    name: 'goods above a head',
    text: '单位：公斤\n土豆 50\n品名 数量\n单位：斤\n番茄 50',
    rows: [
      ['土豆', '50000g'],
      ['番茄', '25000g'],
    ],
  },
  {
    name: 'units of sections below a head',
    text: '品名\t数量\n蔬菜（斤）\t\n土豆\t50\n米面（公斤）\t\n大米\t100',
    rows: [
      ['土豆', '25000g'],
      ['大米', '100000g'],
    ],
  },
  {
    name: 'the unit of a section against that of the head',
    text: '品名\t数量（斤）\n土豆\t50\n粮油（袋）\n大米\t10',
    rows: [
      ['土豆', '25000g'],
      ['大米', '5000g', null, 'unit'],
    ],
  },
  {
    name: 'serials that begin anew in each section',
    text: '一、蔬菜类（斤）\n1\t土豆\t50\n2\t萝卜\t30\n二、米面（袋）\n1\t大米\t10',
    rows: [
      ['土豆', '25000g'],
      ['萝卜', '15000g'],
      ['大米', 10],
    ],
  },
  {
    name: 'the unit behind a name against that of the column',
    text: '品名\t数量(斤)\n大米（袋）\t10\n面粉(斤)\t20\n洋芋\t30',
    rows: [
      ['大米(袋)', '5000g', null, 'unit'],
      ['面粉(斤)', '10000g'],
      ['洋芋', '15000g'],
    ],
  },
  {
    name: 'the unit beside a figure against that of its row',
    text: '品名\t单位\t数量\n大米\t公斤\t1000斤\n洋芋\tkg\t20公斤\n挂面\t箱\t3盒\n番茄\t件\t3箱',
    rows: [
      ['大米', '500000g', null, 'unit'],
      ['洋芋', '20000g'],
      ['挂面', 3, null, 'unit'],
      ['番茄', 3],
    ],
  },
  {
    name: 'the unit beside a figure against the next cell, without a head',
    text: '大米\t1000斤\t公斤',
    rows: [['大米', '500000g', null, 'unit']],
  },
  {
    name: 'an amount behind several names',
    text: '土豆，白菜，50斤\n萝卜，30斤\n番茄、甘蓝20斤',
    rows: [
      ['土豆', '—'],
      ['白菜', '25000g', null, 'figure'],
      ['萝卜', '15000g'],
      ['番茄', '—'],
      ['甘蓝', '10000g', null, 'figure'],
    ],
  },
  {
    name: 'money without its sign',
    text: '土豆 50斤 总价75\n土豆 50斤 单价2 总价100\n白菜 总价75',
    rows: [
      ['土豆', '25000g', null, 'figure'],
      ['土豆', '25000g', null, 'figure'],
      ['白菜', '—', null, 'number'],
    ],
  },
  {
    name: 'what is given on top',
    text: '大米买10送1\n大米100斤 买10袋送1袋\n买10袋面粉送1袋',
    rows: [
      ['大米', '10?', null, 'figure'],
      ['大米', '50000g', null, 'figure'],
      ['面粉', 10, null, 'figure'],
    ],
  },
  { name: 'one row with its serial', text: '1\t土豆\t50', rows: [['土豆', '50?', null, 'figure']] },
]
