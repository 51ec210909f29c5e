import type { Sheet } from './sheets.ts'

/** Lists out of markets, kitchens and chats, each nasty in an ordinary way. */
export const marketSheets: Sheet[] = [
  {
    name: 'single spaces, with price and sum',
    text: '品名 数量 单位 单价 金额\n土豆 50 斤 2.5 125\n白菜 40 斤 1.8 72\n猪肉 30 斤 14 420',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['猪肉', '15000g'],
    ],
  },
  {
    name: 'single spaces without a head',
    text: '土豆 50 斤 2.5 125\n白菜 40 斤 1.8 72\n猪肉 30 斤 14 420',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['猪肉', '15000g'],
    ],
  },
  {
    name: 'Chinese numerals of every sort',
    text: '土豆五十斤\n白菜二十斤\n茄子廿斤\n香葱半斤\n大葱卅斤\n芹菜十二斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '10000g'],
      ['茄子', '10000g'],
      ['香葱', '250g'],
      ['大葱', '15000g'],
      ['芹菜', '6000g'],
    ],
  },
  {
    name: 'Chinese numerals with a half',
    text: '牛肉两斤半\n豆腐三斤\n鸡蛋一百二十斤\n大米两百斤',
    rows: [
      ['牛肉', '1250g'],
      ['豆腐', '1500g'],
      ['鸡蛋', '60000g'],
      ['大米', '100000g'],
    ],
  },
  {
    name: 'serials that start at seven',
    text: '7 土豆 50斤\n8 白菜 40斤\n9 萝卜 30斤\n10 冬瓜 25斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['萝卜', '15000g'],
      ['冬瓜', '12500g'],
    ],
  },
  {
    name: 'serials with dots that start at seven',
    text: '7.土豆50斤\n8.白菜40斤\n9.萝卜30斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['萝卜', '15000g'],
    ],
  },
  {
    name: 'full-width figures and units',
    text: '品名\t数量\t单位\n土豆\t５０\t斤\n白菜\t４０．５\t斤\n鸡蛋\t１２\tＫＧ',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20250g'],
      ['鸡蛋', '12000g'],
    ],
  },
  {
    name: 'quantity behind price and sum',
    text: '单价\t金额\t品名\t单位\t数量\n2.5\t125\t土豆\t斤\t50\n1.8\t72\t白菜\t斤\t40',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
    ],
  },
  {
    name: 'unit and quantity before the goods',
    text: '单位\t数量\t品名\t备注\n斤\t50\t土豆\t要黄心\n公斤\t12\t牛肉\t腿肉',
    rows: [
      ['土豆', '25000g'],
      ['牛肉', '12000g'],
    ],
  },
  {
    name: 'meals across a day',
    text: '品名\t单位\t早\t中\t晚\n大米\t斤\t10\t30\t30\n土豆\t斤\t\t20\t15',
    rows: [
      ['大米', '35000g', null, 'parts'],
      ['土豆', '17500g', null, 'parts'],
    ],
  },
  {
    name: 'five days with a total column',
    text:
      '菜名\t单位\t周一\t周二\t周三\t周四\t周五\t小计\n土豆\t斤\t10\t10\t10\t10\t10\t50\n' +
      '青椒\t斤\t5\t\t5\t\t5\t15',
    rows: [
      ['土豆', '25000g', null, 'parts'],
      ['青椒', '7500g', null, 'parts'],
    ],
  },
  {
    name: 'unit in the head in brackets',
    text: '品名\t采购量（公斤）\t单价(元/公斤)\t小计\n土豆\t25\t5\t125\n白菜\t20\t3.6\t72\n合计\t45\t\t197',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
    ],
  },
  {
    name: 'a chat with greeting, date and thanks',
    text: '王姐早上好，11月28号要的菜：\n土豆50斤\n白菜40斤\n鸡蛋3箱\n明早6点前送到食堂后门，谢谢！电话13800000001',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['鸡蛋', 3],
    ],
  },
  {
    name: 'one line of chat with commas of both widths',
    text: '明天：土豆50斤，白菜40斤,萝卜30斤、冬瓜20斤；猪肉15斤。',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['萝卜', '15000g'],
      ['冬瓜', '10000g'],
      ['猪肉', '7500g'],
    ],
  },
  {
    name: 'quantity first, as people speak',
    text: '50斤土豆，40斤白菜，3箱鸡蛋',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['鸡蛋', 3],
    ],
  },
  {
    name: 'phones and remarks with numbers',
    text:
      '品名\t数量\t单位\t备注\t电话\n土豆\t50\t斤\t二食堂3号窗口\t13800000001\n' +
      '白菜\t40\t斤\t6点前到\t13800000002',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
    ],
  },
  {
    name: 'a price written behind the amount',
    text: '土豆50斤2.5元/斤\n白菜40斤 单价1.8元\n猪肉30斤，14元一斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['猪肉', '15000g'],
    ],
  },
  {
    name: 'weights with thousands separators',
    text: '品名\t数量（斤）\n大米\t1,200\n面粉\t1，000.5',
    rows: [
      ['大米', '600000g'],
      ['面粉', '500250g'],
    ],
  },
  {
    name: 'totals of several words',
    text: '品名\t数量\t单位\n土豆\t50\t斤\n白菜\t40\t斤\n本页小计\t90\t\n总计（大写）：玖拾斤\t\t',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
    ],
  },
  {
    name: 'stars and crosses between goods and amount',
    text: '土豆*50斤\n白菜×40斤\n鸡蛋x3箱\n茄子：20斤\n辣椒--15斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['鸡蛋', 3],
      ['茄子', '10000g'],
      ['辣椒', '7500g'],
    ],
  },
  {
    name: 'ordered and delivered side by side',
    text: '品名\t单位\t订购数量\t实收数量\n土豆\t斤\t50\t\n白菜\t斤\t40\t',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
    ],
  },
  {
    name: 'stock beside what is wanted',
    text: '品名\t库存\t需采购\t单位\n土豆\t12\t50\t斤\n白菜\t0\t40\t斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
    ],
  },
  {
    name: 'circled serials and full-width brackets',
    text: '①土豆50斤\n②白菜40斤（要新鲜）\n③鸡蛋10斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g', null],
      ['鸡蛋', '5000g'],
    ],
  },
  {
    name: 'a date and a department in the first columns',
    text: '日期\t部门\t品名\t数量\t单位\n11-28\t一食堂\t土豆\t50\t斤\n11-28\t二食堂\t白菜\t40\t斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
    ],
  },
  {
    name: 'a table drawn with bars',
    text: '| 品名 | 数量 | 单位 |\n|---|---|---|\n| 土豆 | 50 | 斤 |\n| 白菜 | 40 | 斤 |',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
    ],
  },
  {
    name: 'grams and jin in one list',
    text: '花椒 500克\n八角200g\n干辣椒 1.5kg\n大蒜 10 市斤\n生姜 0.5 公斤',
    rows: [
      ['花椒', '500g'],
      ['八角', '200g'],
      ['干辣椒', '1500g'],
      ['大蒜', '5000g'],
      ['生姜', '500g'],
    ],
  },
]
