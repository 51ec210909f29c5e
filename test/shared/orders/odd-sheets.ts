import type { Sheet } from './sheets.ts'

/** Hospitals, kindergartens, barracks, chats and exports, with units that are seldom seen. */
export const oddSheets: Sheet[] = [
  {
    name: 'three decimals under a head in kg are grams',
    text: '品名\t数量(kg)\n猪后腿肉\t12.500\n鸡胸肉\t3.250\n大米\t1.000',
    rows: [
      ['猪后腿肉', '12500g'],
      ['鸡胸肉', '3250g'],
      ['大米', '1000g'],
    ],
  },
  {
    name: 'three decimals with kg in a column of its own',
    text: '品名\t单位\t数量\n猪后腿肉\tKG\t12.500\n鸡胸肉\t千克\t3.250\n大米\t公斤\t1.000',
    rows: [
      ['猪后腿肉', '12500g'],
      ['鸡胸肉', '3250g'],
      ['大米', '1000g'],
    ],
  },
  {
    name: 'three decimals in jin may be thousands, in a column as well',
    text: '品名\t数量(斤)\n大米\t1.500',
    rows: [['大米', '750g', null, 'number']],
  },
  {
    name: 'a remark that all of it is wanted every day stays, to be decided',
    text: '土豆 50斤\n白菜 40斤\n每天早上送',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['每天早上送', '—'],
    ],
  },
  {
    name: 'when and how it is brought',
    text: '洋芋 20斤\n每天早上6点前送\n上午配送\n每周一、周四送货\n明天一早送过来',
    rows: [
      ['洋芋', '10000g'],
      ['每天早上6点前送', '—'],
      ['每周一、周四送货', '—'],
    ],
  },
  {
    name: 'goods that are brought in the morning are a row',
    text: '洋芋 20斤\n早上送馒头',
    rows: [
      ['洋芋', '10000g'],
      ['早上送馒头', '—'],
    ],
  },
  {
    name: 'amount, unit, price and sum, which prove one another, unless a price stands first',
    text: '猪肉 2.5 斤 14 35\n土豆 50 斤 2.5 125',
    rows: [
      ['猪肉', '—', null, 'number'],
      ['土豆', '25000g'],
    ],
  },
  {
    name: 'amount, unit, price and sum in cells, unless a price stands first',
    text: '猪肉\t2.5\t斤\t14\t35\n土豆\t50\t斤\t2.5\t125',
    rows: [
      ['猪肉', '1250g', null, 'figure'],
      ['土豆', '25000g'],
    ],
  },
  {
    name: 'a price may stand before its unit, in one line as well',
    text: '高山洋芋 2.50 斤 200 500',
    rows: [['高山洋芋', '—', null, 'number']],
  },
  {
    name: 'a lone line with its serial',
    text: '7 土豆 50斤',
    rows: [['土豆', '25000g', null, 'figure']],
  },
  {
    name: 'serials with gaps',
    text: '3 土豆 50斤\n7 白菜 40斤',
    rows: [
      ['土豆', '25000g', null, 'figure'],
      ['白菜', '20000g', null, 'figure'],
    ],
  },
  {
    name: 'what is used on a day or by a person is no amount until somebody says so',
    text: '品名\t每日用量(斤)\n土豆\t50\n白菜\t40',
    rows: [
      ['土豆', '—'],
      ['白菜', '—'],
    ],
  },
  // From here on shapes that were invented before they were read.
  {
    name: 'hospital: diet kitchen with two units',
    text:
      '营养科特殊膳食备料单\n序号\t物料名称\t规格\t单位\t申领数量\t备注\n1\t纯牛奶\t250ml*24盒/箱\t箱\t6\t\n' +
      '2\t鸡蛋\t30枚/板\t板\t12\t鲜\n3\t燕麦片\t1kg/袋\t袋\t8\t无糖',
    rows: [
      ['纯牛奶 250ml*24盒/箱', 6],
      ['鸡蛋 30枚/板', 12],
      ['燕麦片', 8, 1_000],
    ],
  },
  {
    name: 'hospital: jin and liang in one cell',
    text: '药膳食材\t数量\n枸杞\t3两\n红枣\t2斤5两\n当归\t0.5市斤\n黄芪\t250克',
    rows: [
      ['枸杞', '150g'],
      ['红枣', '1250g'],
      ['当归', '250g'],
      ['黄芪', '250g'],
    ],
  },
  {
    name: 'kindergarten: bunches and ties',
    text: '小葱2把\n香菜1扎\n菠菜3扎\n韭菜5把\n鸡蛋2板\n豆腐4盒',
    rows: [
      ['小葱', 2],
      ['香菜', 1],
      ['菠菜', 3],
      ['韭菜', 5],
      ['鸡蛋', 2],
      ['豆腐', 4],
    ],
  },
  {
    name: 'kindergarten: what a child gets stands beside what is bought',
    text: '食物名称\t人均量(g)\t人数\t采购量(kg)\n大米\t50\t180\t9.000\n胡萝卜\t30\t180\t5.400',
    rows: [
      ['大米', '9000g'],
      ['胡萝卜', '5400g'],
    ],
  },
  {
    name: 'barracks: net weight, crates and jin',
    text: '品名\t计量单位\t数量\n冬瓜\t公斤\t120\n白萝卜\t市斤\t200\n鲜鸡蛋\t筐\t4\n挂面\t件\t10',
    rows: [
      ['冬瓜', '120000g'],
      ['白萝卜', '100000g'],
      ['鲜鸡蛋', 4],
      ['挂面', 10],
    ],
  },
  {
    name: 'barracks: the whole unit in capitals',
    text: '给养品种,数量（KG）,单价\n猪前腿,35.5,26\n牛腩,12,78',
    rows: [
      ['猪前腿', '35500g'],
      ['牛腩', '12000g'],
    ],
  },
  {
    name: 'packs by their weight, multiplied in the cell',
    text: '木耳\t500g/袋×20\n香菇\t1kg/袋*10袋\n粉条\t5斤/捆×4捆',
    rows: [
      ['木耳', 20, 500],
      ['香菇', 10, 1_000],
      ['粉条', 4, 2_500],
    ],
  },
  {
    name: 'packs by their weight, multiplied behind the name',
    text: '木耳 500g/袋×20\n香菇 1kg/袋*10袋',
    rows: [
      ['木耳', 20, 500],
      ['香菇', 10, 1_000],
    ],
  },
  {
    name: 'chat: each on a line with a dash',
    text: '王老板：\n明天的菜\n土豆—50斤\n番茄—20斤\n黄瓜—15斤\n谢谢🙏',
    rows: [
      ['土豆', '25000g'],
      ['番茄', '10000g'],
      ['黄瓜', '7500g'],
    ],
  },
  {
    name: 'chat: forwarded with names and times',
    text: '食堂张姐 2026/11/26 18:32\n土豆30斤 萝卜20斤\n食堂张姐 2026/11/26 18:33\n再加10个南瓜',
    rows: [
      ['土豆', '15000g'],
      ['萝卜', '10000g'],
      ['南瓜', 10],
    ],
  },
  {
    name: 'chat: equals and kilos',
    text: '土豆=50kg\n白菜=30公斤\n大蒜=5千克',
    rows: [
      ['土豆', '50000g'],
      ['白菜', '30000g'],
      ['大蒜', '5000g'],
    ],
  },
  {
    name: 'chat: amount before the name, with a classifier',
    text: '来3提抽纸\n要2件矿泉水\n5筐脆李\n一板鸡蛋',
    rows: [
      ['抽纸', 3],
      ['矿泉水', 2],
      ['脆李', 5],
      ['鸡蛋', 1],
    ],
  },
  {
    name: 'chat: jin in brackets may be the weight of a pack',
    text: '土豆（50斤）、白菜（40斤）、葱（2把）',
    rows: [
      ['土豆', '—', 25_000],
      ['白菜', '—', 20_000],
      ['葱', 2],
    ],
  },
  {
    name: 'export: amounts with trailing zeros and units in the cell',
    text: '商品名称\t订购数量\n土豆\t50.00斤\n面粉\t4.00袋\n菜籽油\t2.0桶',
    rows: [
      ['土豆', '25000g'],
      ['面粉', 4],
      ['菜籽油', 2],
    ],
  },
  {
    name: 'export: code, goods, unit, amount, tax',
    text:
      '商品编码\t商品名称\t规格型号\t计量单位\t数量\t含税单价\t税率\t价税合计\n' +
      '1030202\t黄金奈李\t5kg/箱\t箱\t15\t68.00\t9%\t1020.00\n' +
      '1030203\t茶叶\t250g*2/盒\t盒\t6\t180.00\t9%\t1080.00',
    rows: [
      ['黄金奈李', 15, 5_000],
      ['茶叶 250g*2/盒', 6],
    ],
  },
  {
    name: 'export: order amount beside what was delivered',
    text: '物料\t单位\t订单数量\t已收数量\t未收数量\n洋芋\t公斤\t500\t200\t300\n甘蓝\t公斤\t300\t300\t0',
    rows: [
      ['洋芋', '500000g'],
      ['甘蓝', '300000g'],
    ],
  },
  {
    name: 'export: two quantities, by pack and by weight',
    text: '品名\t件数\t重量(kg)\n脆李\t20\t100\n番茄\t10\t100',
    rows: [
      ['脆李', 20, null, 'figure'],
      ['番茄', 10, null, 'figure'],
    ],
  },
  {
    name: 'meals side by side with their sum in kg',
    text: '品名\t早餐\t午餐\t晚餐\t合计(kg)\n大米\t10\t30\t20\t60\n土豆\t0\t25\t15\t40',
    rows: [
      ['大米', '60000g'],
      ['土豆', '40000g'],
    ],
  },
  {
    name: 'boxes and loose jin in one cell',
    text: '脆李\t3箱5斤\n番茄\t2筐半',
    rows: [
      ['脆李', '2500g', null, 'figure'],
      ['番茄', '—', null, 'number'],
    ],
  },
  {
    name: 'a pack size that looks like an amount',
    text: '洗洁精5kg\t2桶\n生抽1.9L\t4桶\n盐400g\t10袋',
    rows: [
      ['洗洁精', 2, 5_000],
      ['生抽1.9L', 4],
      ['盐', 10, 400],
    ],
  },
  {
    name: 'units that nobody knows',
    text: '品名\t单位\t数量\n香菜\t小扎\t6\n豆皮\t张\t40',
    rows: [
      ['香菜', 6, null, 'unit'],
      ['豆皮', 40, null, 'unit'],
    ],
  },
  {
    name: 'chat: an afterthought that changes an amount',
    text: '土豆50斤\n白菜30斤\n土豆改成80斤',
    rows: [
      ['土豆', '25000g', null, 'figure'],
      ['白菜', '15000g'],
      ['土豆', '40000g', null, 'figure'],
    ],
  },
  {
    name: 'price lists glued to amounts',
    text: '土豆2.8元/斤 50斤\n白菜 1.5元一斤，要40斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
    ],
  },
  {
    name: 'per class, named in the line',
    text: '酸奶 每班2箱\n苹果 各班1筐',
    rows: [
      ['酸奶', 2, null, 'figure'],
      ['苹果 各班', 1, null, 'figure'],
    ],
  },
  {
    name: 'boxes of a stated number of pieces',
    text: '土鸡蛋 2箱（每箱360枚）\n馒头 10袋（20个/袋）',
    rows: [
      ['土鸡蛋', 2, null, 'figure'],
      ['馒头', 10, null, 'figure'],
    ],
  },

  {
    name: 'hospital weekly, weekdays in kg',
    text: '食材\t周一\t周二\t周三\t合计\t单位\n土豆\t20\t\t30\t50\t公斤\n白菜\t\t15\t15\t30\t公斤',
    rows: [
      ['土豆', '50000g', null, 'parts'],
      ['白菜', '30000g', null, 'parts'],
    ],
  },
  {
    name: 'hospital: amounts and 特殊要求',
    text: '序号\t品名\t数量\t单位\t特殊要求\n1\t鲜牛奶\t12\t提\t低脂\n2\t山药\t15\t斤\t铁棍,每根不小于300克',
    rows: [
      ['鲜牛奶', 12],
      ['山药', '7500g'],
    ],
  },
  {
    name: 'hospital: fasting soup',
    text: '流食组：小米5斤 南瓜8斤 红枣2斤',
    rows: [
      ['小米', '2500g'],
      ['南瓜', '4000g'],
      ['红枣', '1000g'],
    ],
  },
  {
    name: 'kindergarten with remarks in brackets',
    text: '鸡腿（去骨）20斤\n虾仁（大号）6盒\n西兰花（不要黄的）10斤',
    rows: [
      ['鸡腿(去骨)', '10000g'],
      ['虾仁(大号)', 6],
      ['西兰花(不要黄的)', '5000g'],
    ],
  },
  {
    name: 'kindergarten dots',
    text: '胡萝卜·····10斤\n土豆·····20斤',
    rows: [
      ['胡萝卜', '5000g'],
      ['土豆', '10000g'],
    ],
  },
  {
    name: 'kindergarten meal lines',
    text: '早餐：馒头100个、牛奶6箱\n午餐：排骨30斤、冬瓜40斤',
    rows: [
      ['馒头', 100],
      ['牛奶', 6],
      ['排骨', '15000g'],
      ['冬瓜', '20000g'],
    ],
  },
  {
    name: 'barracks 净重',
    text: '品名\t净重(公斤)\t件数\n冻鸡\t200\t20',
    rows: [['冻鸡', '200000g', null, 'figure']],
  },
  {
    name: 'barracks with 实发',
    text: '品名\t单位\t计划数\t实发数\n大米\t袋\t40\t38\n面粉\t袋\t20\t20',
    rows: [
      ['大米', 40, null, 'figure'],
      ['面粉', 20],
    ],
  },
  {
    name: 'barracks total tonnes',
    text: '大米 1.2吨\n面粉 0.5t\n土豆 3000斤',
    rows: [
      ['大米', '1200000g'],
      ['面粉', '500000g'],
      ['土豆', '1500000g'],
    ],
  },
  {
    name: 'chat with thousand k',
    text: '土豆1k斤\n白菜500',
    rows: [
      ['土豆', '—', null, 'number'],
      ['白菜', '500?', null, 'noUnit'],
    ],
  },
  {
    name: 'chat plus',
    text: '土豆50斤+白菜30斤+萝卜20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['萝卜', '10000g'],
    ],
  },
  {
    name: 'chat: slashes',
    text: '土豆50斤/白菜30斤/萝卜20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['萝卜', '10000g'],
    ],
  },
  {
    name: 'chat: spoken',
    text: '老板明天给我送50斤土豆，再来两筐番茄，葱姜蒜各5斤',
    rows: [
      ['土豆', '25000g'],
      ['番茄', 2],
      ['葱姜蒜各', '2500g', null, 'figure'],
    ],
  },
  {
    name: 'chat: not today',
    text: '土豆50斤\n白菜不要了\n萝卜20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜不要了', '—'],
      ['萝卜', '10000g'],
    ],
  },
  {
    name: 'chat: same as yesterday',
    text: '土豆照昨天\n白菜同上\n萝卜20斤',
    rows: [
      ['土豆照昨天', '—'],
      ['白菜同上', '—'],
      ['萝卜', '10000g'],
    ],
  },
  {
    name: 'chat: fractions',
    text: '五花肉 1/2斤\n牛肉 一斤半\n羊肉 3斤半',
    rows: [
      ['五花肉 1/2斤', '—'],
      ['牛肉', '750g'],
      ['羊肉', '1750g'],
    ],
  },
  {
    name: 'wps: spec 1*24',
    text: '名称\t规格\t数量\t单位\n矿泉水\t550ml*24瓶\t10\t件\n方便面\t1*12桶\t5\t箱',
    rows: [
      ['矿泉水 550ml*24瓶', 10],
      ['方便面 1*12桶', 5],
    ],
  },
  {
    name: 'wps: unit inside spec with slash',
    text: '名称\t规格单位\t订货数\n豆瓣酱\t10kg/桶\t3\n生粉\t25KG/包\t2',
    rows: [
      ['豆瓣酱', 3, 10000],
      ['生粉', 2, 25000],
    ],
  },
  {
    name: 'wps: two unit columns',
    text: '名称\t采购单位\t采购数量\t基本单位\t基本数量\n大米\t袋\t10\t公斤\t250',
    rows: [['大米', '10000g', null, 'figure']],
  },
  {
    name: 'wps: amount with unit price in one',
    text: '品名\t数量\t单价\n土豆\t50斤\t2.5元/斤\n面\t4件\t68元/件',
    rows: [
      ['土豆', '25000g'],
      ['面', 4],
    ],
  },
  {
    name: 'names with figures',
    text: '5号电池 2盒\n84消毒液 3桶\n三黄鸡 10只\n百香果 5斤',
    rows: [
      ['5号电池', 2],
      ['84消毒液', 3],
      ['三黄鸡', 10],
      ['百香果', '2500g'],
    ],
  },
  {
    name: 'names with figures in cells',
    text: '84消毒液\t3\t桶\n5号电池\t2\t盒',
    rows: [
      ['84消毒液', 3],
      ['5号电池', 2],
    ],
  },
  {
    name: 'size and count',
    text: '土豆 大个 50斤\n苹果80# 10箱\n黄瓜 20-25cm 30斤',
    rows: [
      ['土豆 大个', '25000g'],
      ['苹果80#', 10],
      ['黄瓜 20-25cm', '15000g'],
    ],
  },
  {
    name: 'catty without measure',
    text: '五花肉二十斤\n排骨十五斤二两\n牛腩八斤',
    rows: [
      ['五花肉', '10000g'],
      ['排骨', '7600g'],
      ['牛腩', '4000g'],
    ],
  },
  {
    name: 'jin in traditional',
    text: '品名\t數量\t單位\n高麗菜\t30\t斤\n番茄\t20\t斤',
    rows: [
      ['高麗菜', '15000g'],
      ['番茄', '10000g'],
    ],
  },
  {
    name: 'zero and dash',
    text: '品名\t数量(斤)\n土豆\t-\n白菜\t0\n萝卜\t20',
    rows: [
      ['土豆', '—'],
      ['白菜', '—', null, 'number'],
      ['萝卜', '10000g'],
    ],
  },
  {
    name: 'pack words',
    text: '抽纸 3提*10包\n酸奶 2箱*24\n鸡蛋 5板*30枚',
    rows: [
      ['抽纸', 10, null, 'figure'],
      ['酸奶', '24?', null, 'figure'],
      ['鸡蛋', 30, null, 'figure'],
    ],
  },
  {
    name: 'weights after packs',
    text: '土豆 2袋 100斤\n白菜 3筐（共60斤）',
    rows: [
      ['土豆', '50000g', null, 'figure'],
      ['白菜 3筐(共60斤)', '—'],
    ],
  },
  {
    name: 'date heading columns',
    text: '品名\t11月27日\t11月28日\n土豆\t50斤\t30斤',
    rows: [['土豆', '40000g', null, 'parts']],
  },
  {
    name: 'serials with brackets in cells',
    text: '（1）\t土豆\t50斤\n（2）\t白菜\t30斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'packs whose weight is said about, gross or from to',
    text: '品名\t规格\t数量(箱)\n脆李\t约10斤/箱\t3\n南瓜\t毛重10斤/箱\t2\n番茄\t5-6斤/箱\t2',
    rows: [
      ['脆李', 3, null, 'about'],
      ['南瓜', 2, null, 'about'],
      ['番茄', 2, null, 'about'],
    ],
  },
  {
    name: 'packs whose weight is said twice, or in two units',
    text: '品名\t规格\t数量(箱)\n脆李\t5kg(10斤)/箱\t3\n香菇\t3斤6两\t2',
    rows: [
      ['脆李', 3, 5_000],
      ['香菇', 2, 1_800],
    ],
  },
]
