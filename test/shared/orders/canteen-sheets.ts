import type { Sheet } from './sheets.ts'

/** Tables as hospitals, schools, offices and cooperatives keep them. */
export const canteenSheets: Sheet[] = [
  {
    name: 'hospital plan with department, signatures and a grand total',
    text:
      '县人民医院营养科 2026年3月第2周采购计划\t\t\t\t\t\t\n部门：职工食堂\t\t\t日期：2026-03-09\t\t\t\n' +
      '序号\t物资名称\t规格\t单位\t数量\t单价（元）\t金额（元）\n1\t大米\t25kg/袋\t袋\t12\t135\t1620\n' +
      '2\t菜籽油\t5L/桶\t桶\t8\t68\t544\n3\t鸡蛋\t\t斤\t150\t5.2\t780\n4\t猪五花肉\t\t公斤\t42.5\t28\t1190\n' +
      '合计\t\t\t\t\t\t4134\n制表人：王芳\t\t\t审核：李强\t\t\t',
    rows: [
      ['大米', 12, 25_000],
      ['菜籽油 5L/桶', 8],
      ['鸡蛋', '75000g'],
      ['猪五花肉', '42500g'],
    ],
  },
  {
    name: 'categories in a merged first column',
    text: '类别\t品名\t单位\t数量\n蔬菜\t土豆\t斤\t50\n\t白菜\t斤\t40\n肉类\t猪肉\t斤\t30\n\t鸡腿\t斤\t20',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['猪肉', '15000g'],
      ['鸡腿', '10000g'],
    ],
  },
  {
    name: 'categories without a head',
    text: '蔬菜\t土豆\t50斤\n\t白菜\t40斤\n禽蛋\t鸡蛋\t20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['鸡蛋', '10000g'],
    ],
  },
  {
    name: 'section rows between the goods',
    text: '品名\t数量\t单位\n一、蔬菜类\t\t\n土豆\t50\t斤\n茄子\t20\t斤\n二、肉类\t\t\n牛肉\t15\t公斤',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
      ['牛肉', '15000g'],
    ],
  },
  {
    name: 'two tables side by side',
    text:
      '序号\t品名\t数量\t单位\t序号\t品名\t数量\t单位\n1\t土豆\t50\t斤\t4\t猪肉\t30\t斤\n' +
      '2\t茄子\t20\t斤\t5\t牛肉\t10\t公斤\n3\t辣椒\t15\t斤\t\t\t\t',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
      ['辣椒', '7500g'],
      ['猪肉', '15000g'],
      ['牛肉', '10000g'],
    ],
  },
  {
    name: 'two tables with an empty column between them',
    text: '品名\t数量(斤)\t\t品名\t数量(斤)\n土豆\t50\t\t菠菜\t12\n茄子\t20\t\t芹菜\t18',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
      ['菠菜', '6000g'],
      ['芹菜', '9000g'],
    ],
  },
  {
    name: 'pairs side by side without a head',
    text: '土豆\t50斤\t白菜\t40斤\n茄子\t20斤\t萝卜\t30斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '20000g'],
      ['茄子', '10000g'],
      ['萝卜', '15000g'],
    ],
  },
  {
    name: 'days across, and their sum',
    text: '品名\t单位\t周一\t周二\t周三\t合计\n土豆\t斤\t20\t10\t20\t50\n白菜\t斤\t15\t15\t\t30',
    rows: [
      ['土豆', '25000g', null, 'parts'],
      ['白菜', '15000g', null, 'parts'],
    ],
  },
  {
    name: 'days across without a sum',
    text: '品名\t单位\t3月2日\t3月3日\n土豆\t斤\t20\t10',
    rows: [['土豆', '15000g', null, 'parts']],
  },
  {
    name: 'a day in each row',
    text: '日期\t品名\t数量\t单位\n3月2日\t土豆\t50\t斤\n3月3日\t茄子\t20\t斤',
    rows: [
      ['土豆', '25000g', null, 'parts'],
      ['茄子', '10000g', null, 'parts'],
    ],
  },
  {
    name: 'head in two rows, plan and receipt',
    text: '序号\t品名\t单位\t数量\t\t备注\n\t\t\t计划\t实收\t\n1\t土豆\t斤\t50\t48\t\n2\t茄子\t斤\t20\t20\t',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'stock beside what is wanted',
    text: '品名\t单位\t库存数量\t采购数量\n大米\t斤\t300\t500\n面粉\t斤\t120\t',
    rows: [
      ['大米', '250000g'],
      ['面粉', '—'],
    ],
  },
  {
    name: 'ordered and received of last week',
    text: '品名\t上周用量(斤)\t本周需求量(斤)\n土豆\t60\t50\n茄子\t25\t20',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'plan and application: which one?',
    text: '品名\t计划数量\t申请数量\t单位\n土豆\t60\t50\t斤',
    rows: [['土豆', '30000g', null, 'figure']],
  },
  {
    name: 'price and supplier phone behind',
    text: '商品名称\t订购数量\t计量单位\t单价/元\t供货商电话\n土豆\t50\t斤\t2.5\t13800138000\n茄子\t20\t斤\t3.8\t13800138000',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'prices with 元 in the cells',
    text: '土豆\t50斤\t2.5元/斤\n茄子\t20斤\t3.8元/斤\n鸡蛋\t2箱\t¥180',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
      ['鸡蛋', 2],
    ],
  },
  {
    name: 'amount, price and sum that agree',
    text: '土豆\t50\t斤\t2.5\t125\n茄子\t20\t斤\t3.8\t76',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'serials from 7 beside amounts, units and prices that agree',
    text: '7\t土豆\t50\t斤\t2.5\t125\n8\t茄子\t20\t斤\t3.8\t76\n9\t辣椒\t10\t斤\t6\t60',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
      ['辣椒', '5000g'],
    ],
  },
  {
    name: 'unit before the amount, a price behind',
    text: '土豆\t斤\t50\t2.5\t125\n茄子\t斤\t20\t3.8\t76',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'phone of whoever fetches, without a head',
    text: '土豆\t50斤\t13900139000\n茄子\t20斤\t13900139000',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'a day in front, without a head',
    text: '2026-03-02\t土豆\t50斤\n2026/3/3\t茄子\t20斤\n3月4日\t辣椒\t10斤',
    rows: [
      ['土豆', '25000g', null, 'parts'],
      ['茄子', '10000g', null, 'parts'],
      ['辣椒', '5000g', null, 'parts'],
    ],
  },
  {
    name: 'school list with pupils and standards above',
    text: '下庄小学营养餐食材需求表\n用餐人数：326人\n单位：公斤\n食材名称\t需求数量\t备注\n大米\t45\t\n猪肉\t26.5\t去皮\n土豆\t60\t',
    rows: [
      ['大米', '45000g'],
      ['猪肉', '26500g'],
      ['土豆', '60000g'],
    ],
  },
  {
    name: 'unit of the whole list above, in 斤',
    text: '一食堂周计划（单位：斤）\n品名\t数量\n土豆\t50\n茄子\t20.5',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10250g'],
    ],
  },
  {
    name: 'head in pairs of brackets of two kinds',
    text: '【品名】\t【需求量（kg）】\n土豆\t25\n茄子\t10',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'bare unit as a head',
    text: '菜名\t斤\n土豆\t50\n茄子\t20',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'boxes and weight side by side',
    text: '品名\t件数\t重量(斤)\n脆李\t20\t200\n蜜柚\t10\t150',
    rows: [
      ['脆李', 20, null, 'figure'],
      ['蜜柚', 10, null, 'figure'],
    ],
  },
  {
    name: 'total with its serial and a page total',
    text: '序号\t品名\t数量\t单位\n1\t土豆\t50\t斤\n2\t茄子\t20\t斤\n\t本页小计\t70\t斤\n3\t辣椒\t10\t斤\n4\t合计\t80\t斤',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
      ['辣椒', '5000g'],
    ],
  },
  {
    name: 'signatures, notes and capitals below',
    text:
      '品名\t数量\t单位\n土豆\t50\t斤\n金额（大写）：壹佰贰拾伍元整\t\t\n备注：早上7点前送到\t\t\n采购员：张三\t验收：\t\n' +
      '联系电话：13800138000\t\t',
    rows: [['土豆', '25000g']],
  },
  {
    name: 'full width all over',
    text: '序号\t品名\t数　量\t单位\n１\t土豆\t５０\t斤\n２\t茄子\t２０\t斤',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'amounts in words in a table',
    text: '品名\t数量\n土豆\t三十斤\n茄子\t半斤\n大米\t一百二十斤\n鸡蛋\t两箱\n面粉\t一吨',
    rows: [
      ['土豆', '15000g'],
      ['茄子', '250g'],
      ['大米', '60000g'],
      ['鸡蛋', 2],
      ['面粉', '1000000g'],
    ],
  },
  {
    name: 'trailing zeros of a spreadsheet',
    text: '品名\t单位\t数量\n土豆\t斤\t50.00\n脆李\t箱\t20.00\n大米\t公斤\t1,250.00',
    rows: [
      ['土豆', '25000g'],
      ['脆李', 20],
      ['大米', '1250000g'],
    ],
  },
  {
    name: 'broken formulas and dashes',
    text: '品名\t单位\t数量\n土豆\t斤\t#REF!\n茄子\t斤\t-\n辣椒\t斤\t10',
    rows: [
      ['土豆', '—', null, 'number'],
      ['茄子', '—'],
      ['辣椒', '5000g'],
    ],
  },
  {
    name: 'packs multiplied out',
    text: '面条\t500g*20袋\n核桃油\t4桶×5斤\n红薯粉\t10袋（每袋2.5公斤）',
    rows: [
      ['面条', 20, 500],
      ['核桃油', 4, 2_500],
      ['红薯粉', 10, 2_500],
    ],
  },
  {
    name: 'cooperative sends its list with grades',
    text: '产品名称\t等级\t包装规格\t可供数量\t订购数量\n脆李\t一级\t5kg/箱\t800\t30\n脆李\t二级\t5kg/箱\t500\t20',
    rows: [
      ['脆李 一级', 30, 5_000],
      ['脆李 二级', 20, 5_000],
    ],
  },
  {
    name: 'purchase order of a platform with codes',
    text:
      '商品编码\t商品名称\t规格型号\t单位\t含税单价\t采购数量\t价税合计\n' +
      '010203\t土豆\t10斤/袋\t袋\t25.00\t16\t400.00\n010204\t洋葱\t10斤/袋\t袋\t22.00\t8\t176.00',
    rows: [
      ['土豆', 16, 5_000],
      ['洋葱', 8, 5_000],
    ],
  },
  {
    name: 'meals as columns',
    text: '食材\t单位\t早餐\t中餐\t晚餐\t总量\n大米\t公斤\t10\t25\t15\t50\n鸡蛋\t公斤\t8\t\t\t8',
    rows: [
      ['大米', '50000g'],
      ['鸡蛋', '8000g'],
    ],
  },
  {
    name: 'remarks with figures',
    text: '菜品\t数量\t单位\t要求\n土豆\t50\t斤\t每个3两以上\n鲫鱼\t30\t斤\t2月28日前送，8两左右一条',
    rows: [
      ['土豆', '25000g'],
      ['鲫鱼', '15000g'],
    ],
  },
  {
    name: 'a list with commas, as saved by a spreadsheet',
    text: '品名,数量,单位,单价\n土豆,50,斤,2.5\n"茄子,本地",20,斤,3.8',
    rows: [
      ['土豆', '25000g'],
      ['茄子,本地', '10000g'],
    ],
  },
  {
    name: 'a table pasted with strokes',
    text: '| 品名 | 数量 | 单位 |\n|---|---|---|\n| 土豆 | 50 | 斤 |\n| 茄子 | 20 | 斤 |',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'columns apart by several spaces',
    text: '品名      数量    单位\n土豆      50      斤\n茄子      20      斤',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'categories and units in rows are no head',
    text: '类别\t品名\t数量\t单位\n蔬菜\t茄子\t\t斤\n水果\t苹果\t3\t箱',
    rows: [
      ['茄子', '—'],
      ['苹果', 3],
    ],
  },
  {
    name: 'categories and units in rows without a head',
    text: '蔬菜\t土豆\t斤\t50\n蔬菜\t茄子\t斤\t20\n水果\t苹果\t箱\t3',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
      ['苹果', 3],
    ],
  },
  {
    name: 'serials with gaps: a number or an amount?',
    text: '1\t土豆\t50斤\n3\t白菜\t20斤',
    rows: [
      ['土豆', '25000g', null, 'figure'],
      ['白菜', '10000g', null, 'figure'],
    ],
  },
  {
    name: 'another amount in brackets',
    text: '名称\t数量\n土豆\t50斤(备用10斤)\n白菜\t30斤（去根）',
    rows: [
      ['土豆', '25000g', null, 'figure'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'heads without the word for quantity',
    text: '品名\t需求（公斤）\t备注\n土豆\t25\t\n白菜\t30\t',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '30000g'],
    ],
  },
  {
    name: 'two canteens side by side',
    text: '品名\t一食堂\t二食堂\n土豆\t50斤\t30斤',
    rows: [['土豆', '40000g', null, 'parts']],
  },
  {
    name: 'weights without a unit',
    text: '品名\t重量\n土豆\t50\n白菜\t30斤',
    rows: [
      ['土豆', '—', null, 'number'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'the unit in the head of its own column',
    text: '品名\t采购量\t单位（斤）\n土豆\t50\t\n白菜\t30\t',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'units in the column of packs',
    text: '序号\t品名\t规格\t数量\n1\t土豆\t斤\t50\n2\t鸡蛋\t箱\t2\n3\t\t\t',
    rows: [
      ['土豆', '25000g'],
      ['鸡蛋', 2],
    ],
  },
]
