import type { Sheet } from './sheets.ts'

/** Messages and lists as they are typed on a phone. */
export const chatSheets: Sheet[] = [
  {
    name: 'a message with greeting and thanks',
    text: '老板，明天要土豆50斤，白菜30斤，猪肉20斤，谢谢',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'who orders, then the list',
    text: '一食堂：土豆50斤、白菜30斤、鸡蛋2箱',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['鸡蛋', 2],
    ],
  },
  {
    name: 'apart by spaces',
    text: '土豆50斤 白菜30斤 猪肉20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'names and amounts apart by spaces',
    text: '土豆 50斤 白菜 30斤 猪肉 20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'nothing between them',
    text: '土豆50斤白菜30斤猪肉20.5斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10250g'],
    ],
  },
  {
    name: 'one without an amount among them',
    text: '土豆50斤，白菜，猪肉20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '—'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'half-width strokes and stops',
    text: '土豆50斤/白菜30斤/猪肉20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'names and times of a chat',
    text: '张老师 10:23\n土豆50斤\n李老师 10:25\n白菜30斤\n2026-03-02 10:26:01 王老师\n猪肉20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'names and amounts on lines of their own',
    text: '土豆\n50斤\n白菜\n30斤\n猪肉\n20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'colons and points',
    text: '土豆：50斤\n白菜: 30斤\n猪肉……20斤\n鸡蛋——2箱\n蒜苗=5斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
      ['鸡蛋', 2],
      ['蒜苗', '2500g'],
    ],
  },
  {
    name: 'times and stars',
    text: '土豆*50斤\n白菜x30斤\n脆李×3箱',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['脆李', 3],
    ],
  },
  {
    name: 'each the same amount',
    text: '土豆、白菜、茄子各20斤',
    rows: [
      ['土豆', '10000g'],
      ['白菜', '10000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'and',
    text: '土豆50斤和白菜30斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'units of all kinds',
    text: '小葱3把\n鸡蛋30枚\n土鸡5只\n南瓜4个\n豆腐10块\n生菜6棵\n面条2捆\n鸭蛋1板\n酱油3瓶\n大白菜8颗\n甘蔗20根\n草鱼6条',
    rows: [
      ['小葱', 3],
      ['鸡蛋', 30],
      ['土鸡', 5],
      ['南瓜', 4],
      ['豆腐', 10],
      ['生菜', 6],
      ['面条', 2],
      ['鸭蛋', 1],
      ['酱油', 3],
      ['大白菜', 8],
      ['甘蔗', 20],
      ['草鱼', 6],
    ],
  },
  {
    name: 'weights of all kinds',
    text: '土豆50KG\n白菜30Kg\n猪肉20千克\n花椒300克\n大米1.5吨\n盐500g\n生姜3市斤\n糖2公斤',
    rows: [
      ['土豆', '50000g'],
      ['白菜', '30000g'],
      ['猪肉', '20000g'],
      ['花椒', '300g'],
      ['大米', '1500000g'],
      ['盐', '500g'],
      ['生姜', '1500g'],
      ['糖', '2000g'],
    ],
  },
  {
    name: 'prices in the sentence',
    text: '土豆50斤，2.5元一斤\n茄子20斤 3.8元/斤\n辣椒 6块 10斤',
    rows: [
      ['土豆', '25000g'],
      ['茄子', '10000g'],
      ['辣椒', '5000g'],
    ],
  },
  {
    name: 'nearly and more or less',
    text: '土豆大概50斤\n白菜30斤上下\n茄子差不多20斤\n辣椒20多斤\n猪肉十来斤\n蒜苗十几斤\n葱若干\n姜适量',
    rows: [
      ['土豆', '25000g', null, 'about'],
      ['白菜', '15000g', null, 'about'],
      ['茄子', '10000g', null, 'about'],
      ['辣椒', '—', null, 'number'],
      ['猪肉', '—', null, 'number'],
      ['蒜苗', '—', null, 'number'],
      ['葱', '—', null, 'number'],
      ['姜', '—', null, 'number'],
    ],
  },
  {
    name: 'ranges of all kinds',
    text: '土豆3-5斤\n白菜三五斤\n茄子20到30斤\n辣椒5斤-8斤\n鸡蛋一两箱\n黄瓜10斤或15斤',
    rows: [
      ['土豆', '—', null, 'range'],
      ['白菜', '—', null, 'number'],
      ['茄子', '—', null, 'range'],
      ['辣椒', '—', null, 'range'],
      ['鸡蛋', '—', null, 'number'],
      ['黄瓜', '—', null, 'range'],
    ],
  },
  {
    name: 'sums and corrections',
    text: '土豆10+5斤\n白菜30斤改20斤\n茄子每天20斤',
    rows: [
      ['土豆', '—', null, 'number'],
      ['白菜', '10000g', null, 'figure'],
      ['茄子', '10000g', null, 'figure'],
    ],
  },
  {
    name: 'boxes and their weight',
    text: '脆李3箱30斤\n蜜柚 5箱 共50斤',
    rows: [
      ['脆李', '15000g', null, 'figure'],
      ['蜜柚', '25000g', null, 'figure'],
    ],
  },
  {
    name: 'halves',
    text: '土豆一斤半\n白菜3斤半\n脆李半箱\n猪肉两斤三两',
    rows: [
      ['土豆', '750g'],
      ['白菜', '1750g'],
      ['脆李', '—', null, 'number'],
      ['猪肉', '1150g'],
    ],
  },
  {
    name: 'what is said of the goods behind the amount',
    text: '土豆50斤（黄心的）\n白菜30斤要新鲜\n猪肉20斤 去皮',
    rows: [
      ['土豆', '25000g'],
      ['白菜 要新鲜', '15000g'],
      ['猪肉 去皮', '10000g'],
    ],
  },
  {
    name: 'emoji and dashes before lines',
    text: '- 土豆50斤\n• 白菜30斤\n✅猪肉20斤\n· 茄子10斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
      ['茄子', '5000g'],
    ],
  },
  {
    name: 'numbered in words',
    text: '一、土豆50斤\n二、白菜30斤\n三、猪肉20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['猪肉', '10000g'],
    ],
  },
  {
    name: 'a day and a place above, thanks below',
    text: '明天（3月3日）下庄小学订菜：\n土豆50斤\n白菜30斤\n早上六点半送到，谢谢！',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'numbers inside names',
    text: '十三香 2袋\n三黄鸡5只\n八宝粥 3箱\n五花肉30斤\n千张10斤\n百合5斤\n九层塔2斤',
    rows: [
      ['十三香', 2],
      ['三黄鸡', 5],
      ['八宝粥', 3],
      ['五花肉', '15000g'],
      ['千张', '5000g'],
      ['百合', '2500g'],
      ['九层塔', '1000g'],
    ],
  },
  {
    name: 'a figure alone',
    text: '土豆50\n白菜30',
    rows: [
      ['土豆', '50?', null, 'noUnit'],
      ['白菜', '30?', null, 'noUnit'],
    ],
  },
  {
    name: 'gaps inside the numbers',
    text: '土豆 5 0斤\n大米 1 000 斤',
    rows: [
      ['土豆', '—', null, 'number'],
      ['大米', '500000g'],
    ],
  },
  {
    name: 'a comma between name and amount',
    text: '土豆，50斤\n白菜，30斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'amounts first, in a sentence',
    text: '要50斤土豆和30斤白菜',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
    ],
  },
  {
    name: 'one unit for all',
    text: '今日采购：土豆50、白菜30、茄子20（斤）',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'a figure left over',
    text: '土豆 10x5kg',
    rows: [['土豆 10', '5000g', null, 'figure']],
  },
  {
    name: 'the unit above typed lines',
    text: '单位：公斤\n土豆 50\n白菜 30',
    rows: [
      ['土豆', '50000g'],
      ['白菜', '30000g'],
    ],
  },
  {
    name: 'numbered in one line',
    text: '1.土豆 50斤 2.白菜 30斤 3.茄子 20斤',
    rows: [
      ['土豆', '25000g'],
      ['白菜', '15000g'],
      ['茄子', '10000g'],
    ],
  },
  {
    name: 'meals before the list',
    text: '早餐：鸡蛋2箱、牛奶3件\n午餐：土豆50斤',
    rows: [
      ['鸡蛋', 2],
      ['牛奶', 3],
      ['土豆', '25000g'],
    ],
  },
]
