import type { Sheet } from './sheets.ts'

/** Lists of schools and kindergartens, saved files, and messages of several days. */
export const schoolSheets: Sheet[] = [
  {
    name: 'days by figures, who leads and a day above',
    text:
      '某某镇中心幼儿园一周食谱采购计划表\t\t\t\t\t\t\n园长：\t\t\t日期：2026.3.2—3.6\t\t\t\n' +
      '品名\t规格\t3.2\t3.3\t3.4\t合计\t单位\n土豆\t散\t10\t\t10\t20\t斤\n牛奶\t箱\t2\t2\t\t4\t箱',
    rows: [
      ['土豆 散', '10000g', null, 'parts'],
      ['牛奶', 4, null, 'parts'],
    ],
  },
  {
    name: 'estimates and what was really bought',
    text:
      '物品名称\t单位\t申购数量\t参考单价\t预算金额\t实购数量\t备注\n大白菜\t公斤\t35\t2.4\t84\t\t要叶子多的\n' +
      '苹果\t箱\t6\t80\t480\t\t80果',
    rows: [
      ['大白菜', '35000g'],
      ['苹果', 6],
    ],
  },
  {
    name: 'columns by spaces, a day in the title',
    text: '食堂日采购清单 2026-03-05\n序号　品名　　数量　　单位\n1　土豆　　50　　斤\n2　白菜　　30　　斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'commas, semicolons and stops in one line',
    text: '土豆50斤,白菜30斤;猪肉（前腿）20斤。鸡蛋两板',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉(前腿)', '10000g'],
      ['鸡蛋', 2],
    ],
  },
  {
    name: 'weights in words',
    text: '今天要的：\n土豆 一百斤\n大葱 十五斤\n鸡腿 三箱',
    rows: [
      ['土豆', '50000g'],
      ['大葱', '7500g'],
      ['鸡腿', 3],
    ],
  },
  {
    name: 'numbered in a message with a phone number',
    text: '老师好，下周一早上请送：1. 土豆50斤 2. 白菜30斤 3. 五花肉20斤 电话13800138000',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['五花肉', '10000g'],
    ],
  },
  {
    name: 'a saved file with semicolons',
    text: '品名;数量;单位\n土豆;50;斤\n白菜;30;斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'the margin of the sheet',
    text: '\tA\tB\tC\n1\t品名\t数量\t单位\n2\t土豆\t50\t斤\n3\t白菜\t30\t斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'two units',
    text: '品名\t数量\t数量单位\t单价\t单价单位\n土豆\t50\t斤\t2.5\t元/斤',
    rows: [['土豆', '25000g']],
  },
  {
    name: 'so much a day',
    text: '名称\t需求量\t\n土豆\t50斤/天，共5天\t',
    rows: [['土豆', '—', null, 'number']],
  },
  {
    name: 'units of every width',
    text: '土豆\t50市斤\n白菜\t30 KG\n猪肉\t20㎏\n花椒\t500ｇ',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '30000g'],
      ['猪肉', '20000g'],
      ['花椒', '500g'],
    ],
  },
  {
    name: 'weight and packs, a unit in each head',
    text: '品名\t重量/斤\t件数/件\n脆李\t200\t20',
    rows: [['脆李', '100000g', null, 'figure']],
  },
  {
    name: 'persons, grams each, and the sum',
    text: '食材\t每人定量(克)\t人数\t合计(斤)\n土豆\t100\t250\t50\n猪肉\t50\t250\t25',
    rows: [
      ['土豆', '25000g'],
      ['猪肉', '12500g'],
    ],
  },
  {
    name: 'units in brackets behind figures',
    text: '品名\t采购数量\n土豆\t50(斤)\n鸡蛋\t2(箱)\n面粉\t3袋(25kg)',
    rows: [
      ['土豆', '25000g'],
      ['鸡蛋', 2],
      ['面粉', 3, 25000],
    ],
  },
  {
    name: 'what was delivered',
    text: '配送单\n收货单位：县一中\t\t\t\t\n商品\t单位\t订货数\t配送数\t差异\n土豆\t斤\t50\t50\t0\n白菜\t斤\t30\t28\t-2',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g', null, 'figure'],
    ],
  },
  {
    name: 'an addition below',
    text: '品名\t数量\t单位\n土豆\t50\t斤\t\n另加：\n白菜\t30\t斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'a row that is numbered, with prices',
    text: '1\t土豆\t50斤\t2.5元\t125元\t\n2\t白菜\t30斤\t1.8元\t54元\t\n合计\t\t\t\t179元\t',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'packs in brackets in a message',
    text: '要货：洋芋3袋（50斤/袋），苞谷2袋',
    rows: [
      ['洋芋', 3, 25000],
      ['苞谷', 2],
    ],
  },
  {
    name: 'heads of one sign',
    text: '品 种\t斤\t价\t元\n土豆\t50\t2.5\t125\n白菜\t30\t1.8\t54',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'a saved file in English',
    text: 'Product,Quantity,Unit,Unit price\nPotatoes,50,kg,4.00\nEggs,2,boxes,180.00',
    rows: [
      ['Potatoes', '50000g'],
      ['Eggs', 2],
    ],
  },
  {
    name: 'days before a message',
    text: '周一：土豆20斤、白菜10斤\n周二：猪肉15斤、土豆10斤',
    rows: [
      ['土豆', '10000g', null, 'parts'],
      ['白菜', '5000g', null, 'parts'],
      ['猪肉', '7500g', null, 'parts'],
      ['土豆', '5000g', null, 'parts'],
    ],
  },
  {
    name: 'categories before a message',
    text: '蔬菜类：土豆50斤，白菜30斤\n肉类：猪肉20斤\n调料：盐5袋，酱油2瓶',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
      ['盐', 5],
      ['酱油', 2],
    ],
  },
  {
    name: 'two halves, remarks behind the second',
    text: '品名\t数量\t单位\t品名\t数量\t单位\t备注\n土豆\t50\t斤\t猪肉\t20\t斤\t急',
    rows: [
      ['土豆', '25000g'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'packs behind the amounts',
    text: '大米\t5袋\t50斤/袋\n油\t2桶\t5升/桶',
    rows: [
      ['大米', 5, 25000],
      ['油 5升/桶', 2],
    ],
  },
  {
    name: 'about, in brackets',
    text: '鸡蛋\t30斤（约2箱）\n脆李\t10箱左右',
    rows: [
      ['鸡蛋', '15000g', null, 'figure'],
      ['脆李', 10, null, 'about'],
    ],
  },
  {
    name: 'nothing below',
    text: '品名\t数量\t单位\t到货日期\n土豆\t50\t斤\t2026年3月5日\n合计：1项\t\t\t\n以下空白\t\t\t',
    rows: [['土豆', '25000g']],
  },
]
