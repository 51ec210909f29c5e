import type { Sheet } from './sheets.ts'

/** Lists that say something again, in words, for several days, or beside what it contradicts. */
export const spokenSheets: Sheet[] = [
  {
    name: 'what the row above says',
    text: '品名\t单位\t数量\t备注\n土豆\t斤\t50\t大的\n〃\t"\t30\t小的\n白菜\t同上\t同上\t',
    rows: [
      ['土豆', '25000g'],
      ['土豆', '15000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'figures with a word for their noughts',
    text: '白菜 1.5万斤\n大米 3千斤\n面粉 2万5千斤\n萝卜 3百斤\n茄子 5千克\n葱 1.5k斤\n米 1万2斤',
    rows: [
      ['白菜', '7500000g'],
      ['大米', '1500000g'],
      ['面粉', '12500000g'],
      ['萝卜', '150000g'],
      ['茄子', '5000g'],
      ['葱', '—', null, 'number'],
      ['米 1万', '1000g', null, 'figure'],
    ],
  },
  {
    name: 'words for figures beside their unit',
    text: '品名\t数量\t单位\n土豆\t一百\t斤\n白菜\t1千\t斤\n大米\t1.5万\t斤\n面粉\t叁拾\t公斤',
    rows: [
      ['土豆', '50000g'],
      ['白菜', '500000g'],
      ['大米', '7500000g'],
      ['面粉', '30000g'],
    ],
  },
  {
    name: 'words for figures beside their unit, without a head',
    text: '土豆\t五十\t斤\n白菜\t壹佰贰拾\t斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '60000g'],
    ],
  },
  {
    name: 'the numerals of cheques',
    text: '土豆：叁拾斤\n白菜：贰佰斤',
    rows: [
      ['土豆', '15000g'],
      ['白菜', '100000g'],
    ],
  },
  {
    name: 'a second weight in brackets, which is the same or is not',
    text: '土豆 50斤(25kg)\n白菜 25公斤(60斤)\n大米 100斤(50斤/袋)',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '25000g', 30_000, 'figure'],
      ['大米', '50000g', 25_000],
    ],
  },
  {
    name: 'signs of about, and a plus',
    text: '白菜 ≈30斤\n萝卜 ≥20斤\n茄子 <10斤\n土豆 +50斤',
    rows: [
      ['白菜', '15000g', null, 'about'],
      ['萝卜', '10000g', null, 'about'],
      ['茄子', '5000g', null, 'about'],
      ['土豆', '25000g', null, 'figure'],
    ],
  },
  {
    name: 'remarks of another day and another amount',
    text: '品名\t数量\t备注\n土豆\t50斤\t昨天的\n白菜\t30斤\t实际20斤\n萝卜\t20斤\t同上周\n葱\t10斤\t下周再要',
    rows: [
      ['土豆', '25000g', null, 'figure'],
      ['白菜', '15000g', null, 'figure'],
      ['萝卜', '10000g'],
      ['葱', '5000g', null, 'figure'],
    ],
  },
  {
    name: 'a sum in its unit against packs and their weight',
    text: '品名\t数量(箱)\t规格(斤/箱)\t合计(斤)\n脆李\t20\t10\t200\n白菜\t30\t10\t350',
    rows: [
      ['脆李', 20, 5_000],
      ['白菜', 30, 5_000, 'figure'],
    ],
  },
  {
    name: 'a sum in another unit against the amount',
    text: '品名\t数量\t合计(公斤)\n土豆\t50斤\t25\n白菜\t30斤\t30',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g', null, 'figure'],
    ],
  },
  {
    name: 'one unit by two names in the head',
    text: '品名\t数量（千克/公斤）\n土豆\t15',
    rows: [['土豆', '15000g']],
  },
  {
    name: 'two units in the head',
    text: '品名\t数量（斤/公斤）\n土豆\t15',
    rows: [['土豆', '15?', null, 'noUnit']],
  },
  {
    name: 'days within a line',
    text: '明天土豆五十斤，后天白菜30斤',
    rows: [
      ['土豆', '25000g', null, 'parts'],
      ['白菜', '15000g', null, 'parts'],
    ],
  },
  {
    name: 'days of the month within a line',
    text: '30号要土豆50斤、萝卜5斤，31号要白菜30斤',
    rows: [
      ['土豆', '25000g', null, 'parts'],
      ['萝卜', '2500g', null, 'parts'],
      ['白菜', '15000g', null, 'parts'],
    ],
  },
  {
    name: 'numbers of houses are no days',
    text: '3号楼食堂：土豆50斤\n4号楼食堂：白菜30斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'a day behind each row, without a head',
    text: '土豆\t50斤\t2026-11-30\n白菜\t30斤\t2026-12-01',
    rows: [
      ['土豆', '25000g', null, 'parts'],
      ['白菜', '15000g', null, 'parts'],
    ],
  },
  {
    name: 'a menu with whole goods below its days',
    text: '餐次\t星期一\t星期二\n早餐\t土豆50斤\t白菜30斤、葱2斤\n午餐\t猪肉20斤\t',
    rows: [
      ['土豆', '25000g', null, 'parts'],
      ['猪肉', '10000g', null, 'parts'],
      ['白菜', '15000g', null, 'parts'],
      ['葱', '1000g', null, 'parts'],
    ],
  },
  {
    name: 'a menu with its days down',
    text: '星期一\t土豆50斤\t猪肉20斤\n星期二\t白菜30斤\t鸡肉20斤',
    rows: [
      ['土豆', '25000g', null, 'parts'],
      ['猪肉', '10000g', null, 'parts'],
      ['白菜', '15000g', null, 'parts'],
      ['鸡肉', '10000g', null, 'parts'],
    ],
  },
  {
    name: 'serials without a gap',
    text: '1土豆50斤\n2白菜30斤\n3萝卜20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['萝卜', '10000g'],
    ],
  },
  {
    name: 'who wrote and when, before the goods',
    text: '[11/28 07:30] 食堂李姐: 土豆30斤 白菜20斤\n[11/28 07:31] 食堂李姐: 还有萝卜10斤',
    rows: [
      ['土豆', '15000g'],
      ['白菜', '10000g'],
      ['萝卜', '5000g'],
    ],
  },
  {
    name: 'a greeting with a time of day, and a remark in brackets between goods',
    text: '王老板你好，明天早上6点前送土豆50斤 五花肉20斤（去皮） 鸡蛋2箱，谢谢！',
    rows: [
      ['土豆', '25000g'],
      ['五花肉', '10000g'],
      ['鸡蛋', 2],
    ],
  },
  {
    name: 'categories within a line',
    text: '蔬菜：土豆50斤、白菜30斤；肉类：猪肉20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'names in Latin letters keep their x',
    text: 'xihongshi 20 jin\n土豆x30斤',
    rows: [
      ['xihongshi', '10000g'],
      ['土豆', '15000g'],
    ],
  },
]
