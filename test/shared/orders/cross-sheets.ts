import type { Sheet } from './sheets.ts'

/** Goods across and days or places down, or the other way round; and what was once misread. */
export const crossSheets: Sheet[] = [
  {
    name: 'goods across, days down, the unit in a title, a total below',
    text: '第3周采购 单位：公斤\n日期\t土豆\t白菜\n周一\t20\t30\n周二\t15\t\n合计\t35\t30',
    rows: [
      ['土豆', '35000g', null, 'parts'],
      ['白菜', '30000g', null, 'parts'],
    ],
  },
  {
    name: 'goods across with units in their heads',
    text: '日期\t土豆(斤)\t鸡蛋（箱）\n12月1日\t20\t2\n12月2日\t10\t1',
    rows: [
      ['土豆', '15000g', null, 'parts'],
      ['鸡蛋', 3, null, 'parts'],
    ],
  },
  {
    name: 'goods across, canteens down, units in a row and a total that proves the sums',
    text: '\t土豆\t大米\n单位\t斤\t袋\n一食堂\t20\t2\n二食堂\t10\t1\n合计\t30\t3',
    rows: [
      ['土豆', '15000g'],
      ['大米', 3],
    ],
  },
  {
    name: 'goods across, two columns of labels, and a day that is off',
    text: '日期\t餐次\t大米(斤)\t土豆(斤)\t备注\n周一\t早餐\t10\t\t\n周一\t午餐\t30\t20\t\n周二\t早餐\t10\t\t停课不要',
    rows: [
      ['大米', '25000g', null, 'parts'],
      ['土豆', '10000g', null, 'parts'],
    ],
  },
  {
    name: 'classes, their children, and what each class gets',
    text: '班级\t人数\t牛奶(盒)\t面包(个)\n一班\t45\t45\t45\n二班\t43\t43\t43\n合计\t88\t88\t88',
    rows: [
      ['牛奶', 88],
      ['面包', 88],
    ],
  },
  {
    name: 'goods with names that nobody knows, by their corner and the days below it',
    text: '星期\t甲料\t乙料\n周一\t20斤\t30斤\n周三\t10斤\t',
    rows: [
      ['甲料', '15000g', null, 'parts'],
      ['乙料', '15000g', null, 'parts'],
    ],
  },
  {
    name: 'goods across, saved with commas',
    text: '日期,土豆,白菜\n周一,20斤,30斤\n周二,10斤,5斤',
    rows: [
      ['土豆', '15000g', null, 'parts'],
      ['白菜', '17500g', null, 'parts'],
    ],
  },
  {
    name: 'a list on its side',
    text: '品名\t土豆\t白菜\n数量\t20\t30\n单位\t斤\t公斤',
    rows: [
      ['土豆', '10000g'],
      ['白菜', '30000g'],
    ],
  },
  {
    name: 'three gates that only their figures show to be places',
    text: '品名\t东门\t西门\t南门\n土豆\t20斤\t30斤\t10斤\n白菜\t5斤\t\t5斤',
    rows: [
      ['土豆', '30000g', null, 'parts'],
      ['白菜', '5000g', null, 'parts'],
    ],
  },
  {
    name: 'days across behind an empty corner',
    text: '\t周一\t周二\n土豆\t20斤\t10斤\n白菜\t\t15斤',
    rows: [
      ['土豆', '15000g', null, 'parts'],
      ['白菜', '7500g', null, 'parts'],
    ],
  },
  {
    name: 'canteens with their sum, which proves it, and one that is wrong',
    text: '品名\t一食堂\t二食堂\t合计\n土豆\t20斤\t30斤\t50斤\n白菜\t10斤\t10斤\t25斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '10000g', null, 'figure'],
    ],
  },
  {
    name: 'diets of a hospital beside their sum in kg',
    text: '品名\t普食\t软食\t流食\t合计(kg)\n大米\t20\t10\t5\t35\n鸡蛋\t10\t5\t\t15',
    rows: [
      ['大米', '35000g'],
      ['鸡蛋', '15000g'],
    ],
  },
  {
    name: 'amounts and sums of money under each canteen, with equal figures',
    text: '品名\t一食堂\t\t二食堂\t\n\t数量\t金额\t数量\t金额\n土豆\t20斤\t60\t20斤\t60',
    rows: [['土豆', '20000g', null, 'parts']],
  },
  {
    name: 'amounts of two canteens by name, with equal figures',
    text: '品名\t一食堂数量\t二食堂数量\n土豆\t20斤\t20斤',
    rows: [['土豆', '20000g', null, 'parts']],
  },
  {
    name: 'meals of several days under one another',
    text: '品名\t周一\t\t周二\t\n\t早餐\t午餐\t早餐\t午餐\n大米\t10斤\t20斤\t10斤\t20斤',
    rows: [['大米', '30000g', null, 'parts']],
  },
  {
    name: 'days beside the amount that they come to, or do not',
    text: '品名\t周一\t周二\t数量(斤)\n土豆\t20\t30\t50\n白菜\t10\t10\t25',
    rows: [
      ['土豆', '25000g', null, 'parts'],
      ['白菜', '10000g', null, 'figure'],
    ],
  },
  // Lists that were invented before they were read, and were misread.
  {
    name: 'pieces are no price, and what follows is not their amount',
    text: '明天的菜：土豆80斤，豆腐40块，葱姜蒜各2斤',
    rows: [
      ['土豆', '40000g'],
      ['豆腐', 40],
      ['葱姜蒜各', '1000g', null, 'figure'],
    ],
  },
  {
    name: 'pieces of two goods behind one another, and a price',
    text: '豆腐40块 豆干20块\n猪肉20斤 14块',
    rows: [
      ['豆腐', 40],
      ['豆干', 20],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'more or less by so much',
    text: '土豆50±5斤',
    rows: [['土豆50±5斤', '—']],
  },
  {
    name: 'what was wanted last week is asked',
    text: '上周土豆50斤，这周要60斤',
    rows: [
      ['上周土豆', '25000g', null, 'figure'],
      ['这周', '30000g'],
    ],
  },
  {
    name: 'meals of one name in a message',
    text: '土豆 午餐20斤 晚餐15斤',
    rows: [['土豆 午餐  晚餐', '7500g', null, 'figure']],
  },
  {
    name: 'a decimal point in words',
    text: '猪肉三点五斤\n土豆十二点五公斤',
    rows: [
      ['猪肉', '1750g'],
      ['土豆', '12500g'],
    ],
  },
  {
    name: 'the unit of what is bought under a head that may name a buyer',
    text: '食材名称\t采购单位\t采购数量\n土豆\t斤\t50\n鸡蛋\t箱\t2',
    rows: [
      ['土豆', '25000g'],
      ['鸡蛋', 2],
    ],
  },
  {
    name: 'names under no head',
    text: '\t数量\t单位\n土豆\t50\t斤\n白菜\t40\t斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
    ],
  },
  {
    name: 'meals above goods are no goods',
    text: '早餐\n馒头 200个\n午餐\n土豆 50斤',
    rows: [
      ['馒头', 200],
      ['土豆', '25000g'],
    ],
  },
]
