import type { Sheet } from './sheets.ts'

/** Lists of kitchens that reckon in portions and dishes, and whose totals name goods. */
export const kitchenSheets: Sheet[] = [
  {
    name: 'portions and the weight of each',
    text: '品名\t份数\t每份\n土豆\t100\t3斤\n大米\t20\t5斤',
    rows: [
      ['土豆', '150000g'],
      ['大米', '50000g'],
    ],
  },
  {
    name: 'the weight of a portion before the portions',
    text: '品名\t单份(斤)\t份数\n土豆\t3\t100\n白菜\t约2\t50\n番茄\t\t50',
    rows: [
      ['土豆', '150000g'],
      ['白菜', '50000g', null, 'about'],
      ['番茄', '—', null, 'number'],
    ],
  },
  {
    name: 'classes and what each gets',
    text: '品名\t班级数\t每班(斤)\n土豆\t10\t5',
    rows: [['土豆', '25000g']],
  },
  {
    name: 'persons and what each eats',
    text: '品名\t人数\t用量(g/人)\n鸡蛋\t200\t50\n土豆\t200人\t100',
    rows: [
      ['鸡蛋', '10000g'],
      ['土豆', '20000g'],
    ],
  },
  {
    name: 'what each gets without a unit',
    text: '品名\t份数\t每份\n土豆\t100\t3',
    rows: [['土豆', '300?', null, 'noUnit']],
  },
  {
    name: 'boxes and the weight of each',
    text: '品名\t件数\t每件(斤)\n土豆\t10\t20',
    rows: [['土豆', 10, 10_000]],
  },
  {
    name: 'pieces and the weight of all',
    text: '品名\t件数\t总重\n土豆\t4\t80kg\n大米\t4袋\t100kg\n番茄\t40斤\t30kg',
    rows: [
      ['土豆', 4, 20_000],
      ['大米', 4, 25_000],
      ['番茄', '20000g', null, 'figure'],
    ],
  },
  {
    name: 'the raw goods of dishes',
    text: '日期\t菜名\t原料\t用量(g/人)\t人数\n周一\t番茄炒蛋\t番茄\t100\t200\n\t\t鸡蛋\t50\t200',
    rows: [
      ['番茄', '20000g'],
      ['鸡蛋', '10000g'],
    ],
  },
  {
    name: 'the food of dishes',
    text: '菜品\t食材\t数量\n番茄炒蛋\t番茄\t20斤\n\t鸡蛋\t10斤',
    rows: [
      ['番茄', '10000g'],
      ['鸡蛋', '5000g'],
    ],
  },
  {
    name: 'a total that is the order',
    text: '合计土豆50斤、大米2袋',
    rows: [
      ['土豆', '25000g'],
      ['大米', 2],
    ],
  },
  {
    name: 'a total that is the order, with gaps',
    text: '合计 土豆50斤 大米2袋 番茄10斤',
    rows: [
      ['土豆', '25000g'],
      ['大米', 2],
      ['番茄', '5000g'],
    ],
  },
  {
    name: 'the total of a week',
    text: '本周合计：大米4袋，鸡蛋2箱',
    rows: [
      ['大米', 4],
      ['鸡蛋', 2],
    ],
  },
  { name: 'a total in cells', text: '总计\t土豆\t50斤', rows: [['土豆', '25000g']] },
  {
    name: 'a total before a name under a head',
    text: '品名\t数量\n合计土豆\t50斤\n大米\t2袋',
    rows: [
      ['土豆', '25000g'],
      ['大米', 2],
    ],
  },
  {
    name: 'a total and how it is divided',
    text: '共计：土豆150斤\n其中：一食堂100斤，二食堂50斤',
    rows: [['土豆', '75000g']],
  },
  {
    name: 'a total that its division contradicts',
    text: '共计：土豆150斤\n其中：一食堂100斤，二食堂40斤',
    rows: [['土豆', '75000g', null, 'figure']],
  },
  {
    name: 'a total that repeats the goods above',
    text: '土豆50斤\n大米2袋\n合计：土豆50斤、大米2袋',
    rows: [
      ['土豆', '25000g'],
      ['大米', 2],
      ['土豆', '25000g', null, 'figure'],
      ['大米', 2, null, 'figure'],
    ],
  },
  {
    name: 'totals that name no goods',
    text: '品名\t数量\n土豆\t50斤\n小计\t50斤\n蔬菜小计\t50斤\n合计：50斤\n合计\t一食堂\t50斤\n合计(大写)：壹佰元',
    rows: [['土豆', '25000g']],
  },
]
