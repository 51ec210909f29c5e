import type { Sheet } from './sheets.ts'

/** Lists of further kinds: weekly menus, several tables, saved files, prices before and behind. */
export const officeSheets: Sheet[] = [
  {
    name: 'a week of a school, a nought and a gap',
    text:
      '第9周食谱采购（单位：斤）\t\t\t\t\t\t\n食材\t周一\t周二\t周三\t周四\t周五\t合计\n土豆\t20\t0\t15\t\t10\t45\n' +
      '白菜\t\t12\t\t12\t\t24\n猪肉\t10\t10\t10\t10\t10\t60',
    rows: [
      ['土豆', '22500g', null, 'parts'],
      ['白菜', '12000g', null, 'parts'],
      ['猪肉', '25000g', null, 'figure'],
    ],
  },
  {
    name: 'prices before and behind',
    text:
      '序号\t单价\t品名\t规格\t单位\t数量\t单价(元)\t金额\n1\t3.5\t土豆\t散装\t斤\t120\t3.5\t420\n' +
      '2\t4.2\t西红柿\t散装\t斤\t80\t4.2\t336',
    rows: [
      ['土豆 散装', '60000g'],
      ['西红柿 散装', '40000g'],
    ],
  },
  {
    name: 'two meals, two heads',
    text:
      '早餐\t\t\n品名\t数量\t单位\n鸡蛋\t20\t斤\n牛奶\t5\t箱\n\t\t\n午餐\t\t\n食材\t采购量\t单位\n土豆\t50\t斤\n' +
      '猪肉\t30\t公斤',
    rows: [
      ['鸡蛋', '10000g'],
      ['牛奶', 5],
      ['土豆', '25000g'],
      ['猪肉', '30000g'],
    ],
  },
  {
    name: 'totals of categories in the middle',
    text:
      '品名\t数量\t单位\t金额\n土豆\t50\t斤\t150\n白菜\t30\t斤\t60\n蔬菜小计\t80\t斤\t210\n猪肉\t20\t斤\t300\n' +
      '肉类小计\t20\t斤\t300\n合计\t100\t斤\t510',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'English heads with a price and what it costs',
    text:
      'No.\tDescription\tPack size\tQty\tUnit\tUnit Price\tAmount\n' +
      '1\tPotatoes\t10kg/bag\t16\tbag\t25.00\t400.00\n2\tCabbage\t\t50\tkg\t2.0\t100\n' +
      'Total\t\t\t\t\t\t500',
    rows: [
      ['Potatoes', 16, 10000],
      ['Cabbage', '50000g'],
    ],
  },
  {
    name: 'numbers in every form',
    text: '土豆\t1.5k斤\n白菜\t１２斤\n萝卜\t一百二十斤\n南瓜\t2斤半\n冬瓜\t3-5斤\n茄子\t3－5斤\n黄瓜\t廿斤\n豆角\t1.5千克\n姜\t0.5',
    rows: [
      ['土豆', '—', null, 'number'],
      ['白菜', '6000g'],
      ['萝卜', '60000g'],
      ['南瓜', '1250g'],
      ['冬瓜', '—', null, 'range'],
      ['茄子', '—', null, 'range'],
      ['黄瓜', '10000g'],
      ['豆角', '1500g'],
      ['姜', '0.5?', null, 'noUnit'],
    ],
  },
  {
    name: 'names that share an amount',
    text: '白菜、萝卜各20斤\n土豆 茄子 辣椒各10斤\n土豆和白菜各要20斤\n青椒、红椒，各5斤；姜2斤',
    rows: [
      ['白菜', '10000g'],
      ['萝卜', '10000g'],
      ['土豆', '5000g'],
      ['茄子', '5000g'],
      ['辣椒', '5000g'],
      ['土豆', '10000g'],
      ['白菜', '10000g'],
      ['青椒', '2500g'],
      ['红椒', '2500g'],
      ['姜', '1000g'],
    ],
  },
  {
    name: 'sellers and phone numbers',
    text:
      '供应商\t品名\t数量\t单位\t联系电话\n巫山县骡坪镇合作社\t土豆\t50\t斤\t13800138000\n' +
      '巫山县骡坪镇合作社\t茄子\t20\t斤\t13800138000',
    rows: [
      ['巫山县骡坪镇合作社 土豆', '25000g'],
      ['巫山县骡坪镇合作社 茄子', '10000g'],
    ],
  },
  {
    name: 'units with the weight of a pack',
    text: '品名\t单位\t数量\n土豆\t斤/500g\t30\n盐\t500g\t20\n大米\t25kg/袋\t4\n油\t桶(5L)\t3',
    rows: [
      ['土豆', '15000g'],
      ['盐', 20, 500],
      ['大米', 4, 25000],
      ['油', 3],
    ],
  },
  {
    name: 'traditional signs',
    text: '品名\t數量\t單位\n馬鈴薯\t50\t斤\n番茄\t20\t公斤\n小計\t70\t',
    rows: [
      ['馬鈴薯', '25000g'],
      ['番茄', '20000g'],
    ],
  },
  {
    name: 'pictures in a message',
    text: '🥔土豆50斤\n🥬白菜 30斤🙏\n🍅西红柿：20斤～\n老板辛苦啦❤️',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['西红柿', '10000g'],
    ],
  },
  {
    name: 'who fetches, and a phone number',
    text: '土豆\t50斤\t张三\t13800138000\n白菜\t30斤\t李四\t13900139000',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'tonnes',
    text: '大米 1.2吨\n面粉\t0.35 吨\n土豆\t两吨半',
    rows: [
      ['大米', '1200000g'],
      ['面粉', '350000g'],
      ['土豆', '2500000g'],
    ],
  },
  {
    name: 'prices with their currency in rows',
    text: '土豆\t¥2.5/斤\t50斤\t¥125\n白菜\t￥1.8/斤\t30斤\t￥54.00\n猪肉 ¥15/斤 20斤\n鸡蛋 20斤 5.5元/斤 110元',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
      ['鸡蛋', '10000g'],
    ],
  },
  {
    name: 'a saved file, every cell in quotation marks',
    text: '"品名","数量","单位","备注"\n"土豆","1,000","斤","大,圆"\n"白菜","30","斤",""',
    rows: [
      ['土豆', '500000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'serials from 7, no unit',
    text: '7\t土豆\t50\n8\t白菜\t30\n9\t猪肉\t20',
    rows: [
      ['土豆', '50?', null, 'noUnit'],
      ['白菜', '30?', null, 'noUnit'],
      ['猪肉', '20?', null, 'noUnit'],
    ],
  },
  {
    name: 'one row without a unit',
    text: '土豆\t50\n白菜\t30斤\n猪肉\t2箱',
    rows: [
      ['土豆', '50?', null, 'noUnit'],
      ['白菜', '15000g'],
      ['猪肉', 2],
    ],
  },
  {
    name: 'a merged head over amount and unit',
    text: '序号\t食材\t本周计划\t\t单价\n\t\t数量\t单位\t\n1\t土豆\t50\t斤\t2.5\n2\t茄子\t20\t斤\t3',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'amounts in remarks',
    text: '类别\t品名\t数量\t单位\t备注\n蔬菜\t土豆\t50\t斤\t周二送20斤\n\t白菜\t30\t斤\t周三送\n肉\t五花肉\t20\t斤\t切片',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['五花肉', '10000g'],
    ],
  },
  {
    name: 'days in every form',
    text:
      '送货日期\t品名\t数量(斤)\n2026.3.5\t土豆\t50\n3/6\t白菜\t30\n3月7日\t茄子\t20\n26-3-8\t辣椒\t10\n' +
      '2026年3月9日 星期一\t洋葱\t5\n46090\t姜\t2',
    rows: [
      ['土豆', '25000g', null, 'parts'],
      ['白菜', '15000g', null, 'parts'],
      ['茄子', '10000g', null, 'parts'],
      ['辣椒', '5000g', null, 'parts'],
      ['洋葱', '2500g', null, 'parts'],
      ['姜', '1000g', null, 'parts'],
    ],
  },
  {
    name: 'gaps of several spaces, and a price',
    text: '土豆    50斤    2.5\n白菜    30斤    1.8',
    rows: [
      ['土豆', '25000g', null, 'figure'],
      ['白菜', '15000g', null, 'figure'],
    ],
  },
  {
    name: 'footers with address, phone and day',
    text:
      '品名\t数量\t单位\n土豆\t50\t斤\n送货地址：县城西路12号\t\t\n联系人：王老师 13800138000\t\t\n申请人签字：\t\t审批人签字：\n' +
      '2026年3月2日\t\t',
    rows: [['土豆', '25000g']],
  },
  {
    name: 'oil in litres, rice in bags',
    text: '土豆（石径村合作社）50斤\n鲁花花生油 5L*4桶\n金龙鱼大米 25kg×8袋',
    rows: [
      ['土豆(石径村合作社)', '25000g'],
      ['鲁花花生油 5L', 4],
      ['金龙鱼大米', 8, 25000],
    ],
  },
  {
    name: 'days with units of their own',
    text: '品名\t周一\t周二\t周三\n土豆\t20斤\t10斤\t15斤\n鸡蛋\t2箱\t\t1箱',
    rows: [
      ['土豆', '22500g', null, 'parts'],
      ['鸡蛋', 3, null, 'parts'],
    ],
  },
  {
    name: 'what a hospital applies for, has and paid',
    text:
      '编码\t药膳食材\t规格\t上月单价\t单位\t申请数\t库存数\t本月单价\nA01\t山药\t5kg/箱\t45\t箱\t12\t3\t48\n' +
      'A02\t红枣\t\t12\t公斤\t8.5\t1\t12.5',
    rows: [
      ['山药', 12, 5000],
      ['红枣', '8500g'],
    ],
  },
  {
    name: 'two tables with heads of their own',
    text: '蔬菜\t数量(斤)\t\t肉类\t数量(公斤)\n土豆\t50\t\t猪肉\t20\n茄子\t30\t\t牛肉\t10',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '15000g'],
      ['猪肉', '20000g'],
      ['牛肉', '10000g'],
    ],
  },
  {
    name: 'a unit that stands once',
    text: '品名\t数量\t单位\n土豆\t50\t斤\n茄子\t30\t\n辣椒\t10\t\n鸡蛋\t2\t箱',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '30?', null, 'noUnit'],
      ['辣椒', '10?', null, 'noUnit'],
      ['鸡蛋', 2],
    ],
  },
  {
    name: 'no unit anywhere',
    text: '品名\t数量\n土豆\t50\n茄子\t30',
    rows: [
      ['土豆', '50?', null, 'noUnit'],
      ['茄子', '30?', null, 'noUnit'],
    ],
  },
  { name: 'packs in the head', text: '品名\t数量（件）\n脆李\t20', rows: [['脆李', 20]] },
  {
    name: 'packs where the pack is said, else open',
    text: '品名\t规格\t数量\n脆李\t5kg/箱\t20\n土豆\t散装\t50',
    rows: [
      ['脆李', 20, 5000],
      ['土豆 散装', '50?', null, 'noUnit'],
    ],
  },
  {
    name: 'a message to somebody without units',
    text: '@李姐 明天：土豆50、白菜30、茄子20',
    rows: [
      ['土豆', '50?', null, 'noUnit'],
      ['白菜', '30?', null, 'noUnit'],
      ['茄子', '20?', null, 'noUnit'],
    ],
  },
  {
    name: 'a chat with a picture',
    text: '【订菜群】王老师 2026/3/5 18:20:33\n土豆 50斤\n白菜 30斤\n[图片]\n李老师 18:25\n收到',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'prices by weight beside weights',
    text: '名称\t单价(元/斤)\t数量(斤)\t金额(元)\n土豆\t2.50\t50\t125.00\n白菜\t1.80\t30\t54.00\n合 计\t\t80\t179.00',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'pieces and their weight',
    text: '鸡蛋\t360枚\n草鱼\t10条（每条3斤）\n老母鸡\t5只，约15斤',
    rows: [
      ['鸡蛋', 360],
      ['草鱼', 10, null, 'figure'],
      ['老母鸡', '7500g', null, 'about'],
    ],
  },
  {
    name: 'a remark with amounts behind',
    text: '土豆\t50斤\t（周二20斤，周四30斤）',
    rows: [['土豆', '25000g', null, 'figure']],
  },
  {
    name: 'how many kinds they are',
    text: '品名\t数量\n土豆\t50斤\n茄子\t20斤\n共2种\t70斤',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'a sum without a word',
    text: '序号\t品名\t数量\t单位\t单价\t金额\n1\t土豆\t50\t斤\t2.5\t125\n2\t茄子\t20\t斤\t3\t60\n\t\t\t\t\t185',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'a column that is still empty',
    text: '品名\t单位\t计划数量\t实收数量\t验收人\n土豆\t斤\t50\t\t\n茄子\t斤\t20\t\t',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'packs and what they cost, without a head',
    text: '脆李\t5kg/箱\t20\t900\n土豆\t25kg/袋\t4\t200',
    rows: [
      ['脆李', 20, 5000, 'figure'],
      ['土豆', 4, 25000, 'figure'],
    ],
  },
  {
    name: 'a message in English',
    text: 'Potatoes 50kg, cabbage 30 kg, eggs 2 boxes\n20 kg tomatoes',
    rows: [
      ['Potatoes', '50000g'],
      ['cabbage', '30000g'],
      ['eggs', 2],
      ['tomatoes', '20000g'],
    ],
  },
  {
    name: 'the unit behind the name',
    text: '土豆/斤\t50\n白菜/公斤\t30',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '30000g'],
    ],
  },
  {
    name: 'numbered with commas',
    text: '1，土豆，50斤\n2，白菜，30斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'multiplied twice',
    text: '牛奶\t250ml*24盒*3箱\n核桃\t2.5kg×10',
    rows: [
      ['牛奶 250ml', 3, null, 'figure'],
      ['核桃', '10?', null, 'figure'],
    ],
  },
  {
    name: 'rows of points',
    text: '土豆.....50斤\n白菜---30斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'less than nothing',
    text: '品名\t数量\t单位\n土豆\t-5\t斤',
    rows: [['土豆', '—', null, 'number']],
  },
  {
    name: 'a number of a calculator',
    text: '品名\t数量\t单位\n土豆\t1E+03\t斤\n茄子\t50%\t斤',
    rows: [
      ['土豆', '—', null, 'number'],
      ['茄子', '—', null, 'number'],
    ],
  },
  {
    name: 'the unit in brackets behind the name',
    text: '土豆（斤）\t50\n鸡蛋（箱）\t2',
    rows: [
      ['土豆', '25000g'],
      ['鸡蛋', 2],
    ],
  },
  {
    name: 'a time of day',
    text: '品名\t数量\t单位\t送货时间\n土豆\t50\t斤\t早上6:30',
    rows: [['土豆', '25000g']],
  },
  {
    name: 'a seller in a merged cell',
    text: '供应商\t品名\t数量\t单位\n甲合作社\t土豆\t50\t斤\n\t白菜\t30\t斤\n乙合作社\t猪肉\t20\t斤',
    rows: [
      ['甲合作社 土豆', '25000g'],
      ['甲合作社 白菜', '15000g'],
      ['乙合作社 猪肉', '10000g'],
    ],
  },
]
