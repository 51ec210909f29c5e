import type { Category } from '../../shared/catalogue/categories.ts'

/** A pack a cooperative sells; prices in 分. */
export interface DemoPack {
  name: string
  netGrams: number
  priceCents: number
  tiers?: { fromQuantity: number; priceCents: number }[]
  minimumQuantity?: number
}

export interface DemoProduct {
  key: string
  name: string
  variety: string
  category: Category
  description: string
  storage: 'ambient' | 'chilled' | 'frozen'
  shelfLifeDays: number
  season: { starts: string; ends: string }[]
  /** Villages a lot comes from, in basis points; null is what cannot be shown. */
  origin: { villageCode: string | null; shareBasisPoints: number }[]
  pack: DemoPack
  /** How often kitchens choose it, relative to the others in season. */
  demand: number
  households: number
}

export interface DemoCooperative {
  key: string
  name: string
  creditBody: string
  type: 'cooperative' | 'village_company' | 'family_farm' | 'processor'
  countyCode: string
  villageCode: string
  legalRepresentative: string
  freightCentsPerKg: number
  products: DemoProduct[]
}

const all = [{ starts: '01-01', ends: '12-31' }]

const season = (starts: string, ends: string) => [{ starts, ends }]

const from = (...shares: [string | null, number][]) =>
  shares.map(([villageCode, shareBasisPoints]) => ({ villageCode, shareBasisPoints }))

/** Wushan county, Chongqing: Report 1's places and produce; the sellers are invented. */
const wushan: DemoCooperative[] = [
  {
    key: 'xiazhuang',
    name: '下庄天路农产品专业合作社（示例）',
    creditBody: '93500237MA5EX021Q',
    type: 'cooperative',
    countyCode: '500237',
    villageCode: '500237222213',
    legalRepresentative: '示例社长甲',
    freightCentsPerKg: 60,
    products: [
      {
        key: 'citrus',
        name: '下庄柑橘',
        variety: '纽荷尔脐橙',
        category: 'fruit',
        description: '下庄村千亩柑橘园，长江河谷向阳坡地，人工采摘，按果径分级。',
        storage: 'ambient',
        shelfLifeDays: 45,
        season: season('11-01', '02-28'),
        origin: from(['500237222213', 10_000]),
        demand: 9,
        households: 96,
        pack: {
          name: '10 公斤箱',
          netGrams: 10_000,
          priceCents: 6_800,
          tiers: [
            { fromQuantity: 50, priceCents: 6_500 },
            { fromQuantity: 200, priceCents: 6_200 },
          ],
        },
      },
      {
        key: 'plum',
        name: '巫山脆李',
        variety: '青脆李',
        category: 'fruit',
        description: '海拔 600 至 900 米坡地，成熟期 6 月下旬至 8 月，果肉脆，离核。',
        storage: 'chilled',
        shelfLifeDays: 10,
        season: season('06-20', '08-20'),
        origin: from(['500237222213', 5_500], ['500237222215', 3_000], ['500237109224', 1_500]),
        demand: 12,
        households: 120,
        pack: {
          name: '5 公斤箱',
          netGrams: 5_000,
          priceCents: 9_000,
          tiers: [{ fromQuantity: 100, priceCents: 8_500 }],
        },
      },
    ],
  },
  {
    key: 'shiyuan',
    name: '竹贤乡云耕蔬菜专业合作社（示例）',
    creditBody: '93500237MA5EX022R',
    type: 'cooperative',
    countyCode: '500237',
    villageCode: '500237222210',
    legalRepresentative: '示例社长乙',
    freightCentsPerKg: 55,
    products: [
      {
        key: 'cabbage',
        name: '高山甘蓝',
        variety: '',
        category: 'vegetables',
        description: '海拔 1,200 米以上露地栽培，早晚采收，当日入冷库。',
        storage: 'chilled',
        shelfLifeDays: 20,
        season: season('06-01', '11-30'),
        origin: from(['500237222210', 4_000], ['500237222211', 3_500], ['500237222212', 2_500]),
        demand: 14,
        households: 140,
        pack: {
          name: '20 公斤筐',
          netGrams: 20_000,
          priceCents: 5_600,
          tiers: [{ fromQuantity: 100, priceCents: 5_200 }],
        },
      },
      {
        key: 'potato',
        name: '高山洋芋',
        variety: '鄂马铃薯',
        category: 'vegetables',
        description: '竹贤乡四千亩洋芋，沙壤土，粉糯，适合大锅蒸煮。',
        storage: 'ambient',
        shelfLifeDays: 90,
        season: season('07-01', '03-31'),
        origin: from(['500237222210', 3_000], ['500237222211', 3_000], ['500237222214', 4_000]),
        demand: 14,
        households: 210,
        pack: {
          name: '25 公斤袋',
          netGrams: 25_000,
          priceCents: 7_500,
          tiers: [{ fromQuantity: 100, priceCents: 7_000 }],
        },
      },
      {
        key: 'tomato',
        name: '高山番茄',
        variety: '',
        category: 'vegetables',
        description: '高山露地番茄，转色采收，沙瓤，酸甜。',
        storage: 'chilled',
        shelfLifeDays: 12,
        season: season('07-01', '10-31'),
        origin: from(['500237222210', 6_000], ['500237222212', 4_000]),
        demand: 10,
        households: 88,
        pack: { name: '10 公斤筐', netGrams: 10_000, priceCents: 5_600 },
      },
      {
        key: 'pepper',
        name: '高山辣椒',
        variety: '二荆条',
        category: 'vegetables',
        description: '千亩辣椒基地，青椒与红椒分批采收。',
        storage: 'chilled',
        shelfLifeDays: 14,
        season: season('07-01', '10-31'),
        origin: from(['500237222211', 7_000], ['500237222214', 3_000]),
        demand: 8,
        households: 75,
        pack: { name: '10 公斤筐', netGrams: 10_000, priceCents: 7_200 },
      },
      {
        key: 'corn',
        name: '高山甜玉米',
        variety: '',
        category: 'vegetables',
        description: '清晨采收带壳装箱，二十四小时内到主城。',
        storage: 'chilled',
        shelfLifeDays: 7,
        season: season('07-10', '09-30'),
        origin: from(['500237222212', 10_000]),
        demand: 7,
        households: 60,
        pack: { name: '10 公斤箱', netGrams: 10_000, priceCents: 5_000 },
      },
    ],
  },
  {
    key: 'walnut',
    name: '竹贤乡药材村核桃加工厂（示例）',
    creditBody: '91500237MA5EX023T',
    type: 'processor',
    countyCode: '500237',
    villageCode: '500237222214',
    legalRepresentative: '示例厂长丙',
    freightCentsPerKg: 70,
    products: [
      {
        key: 'walnut-oil',
        name: '冷榨核桃油',
        variety: '',
        category: 'oil',
        description: '本乡二十五万斤青果，晾晒后物理压榨，食品生产许可齐全。',
        storage: 'ambient',
        shelfLifeDays: 540,
        season: all,
        origin: from(['500237222214', 4_500], ['500237222215', 3_500], [null, 2_000]),
        demand: 10,
        households: 130,
        pack: {
          name: '5 升桶（净重 4.6 公斤）',
          netGrams: 4_600,
          priceCents: 46_000,
          tiers: [{ fromQuantity: 20, priceCents: 44_000 }],
        },
      },
    ],
  },
  {
    key: 'honey',
    name: '官渡镇土蜂养殖专业合作社（示例）',
    creditBody: '93500237MA5EX024U',
    type: 'cooperative',
    countyCode: '500237',
    villageCode: '500237109241',
    legalRepresentative: '示例社长丁',
    freightCentsPerKg: 70,
    products: [
      {
        key: 'honey',
        name: '巫山土蜂蜜',
        variety: '中蜂百花蜜',
        category: 'honey',
        description: '中华蜜蜂传统箱养，一年一割，波美度 41 以上。',
        storage: 'ambient',
        shelfLifeDays: 540,
        season: all,
        origin: from(['500237109241', 6_000], ['500237210210', 4_000]),
        demand: 4,
        households: 42,
        pack: { name: '1 公斤瓶', netGrams: 1_000, priceCents: 10_000 },
      },
      {
        key: 'morel',
        name: '羊肚菌（干）',
        variety: '',
        category: 'dried_goods',
        description: '庙坪村林下与大棚种植，三四月采收，剪脚烘干。',
        storage: 'ambient',
        shelfLifeDays: 365,
        season: season('03-01', '08-31'),
        origin: from(['500237109241', 10_000]),
        demand: 2,
        households: 35,
        pack: { name: '500 克袋', netGrams: 500, priceCents: 32_000 },
      },
    ],
  },
  {
    key: 'longhe',
    name: '骡坪镇龙河村集体经济公司（示例）',
    creditBody: 'N2500237MF0EX025W',
    type: 'village_company',
    countyCode: '500237',
    villageCode: '500237107227',
    legalRepresentative: '示例经理戊',
    freightCentsPerKg: 60,
    products: [
      {
        key: 'eggs',
        name: '林下土鸡蛋',
        variety: '',
        category: 'eggs',
        description: '林下散养，每日集蛋，三百枚一箱。',
        storage: 'ambient',
        shelfLifeDays: 30,
        season: all,
        origin: from(['500237107227', 8_000], ['500237109224', 2_000]),
        demand: 9,
        households: 64,
        pack: { name: '300 枚箱（净重 15 公斤）', netGrams: 15_000, priceCents: 33_000 },
      },
      {
        key: 'noodles',
        name: '手工挂面',
        variety: '',
        category: 'grain',
        description: '村集体作坊，本地小麦，三次醒面，日晒。',
        storage: 'ambient',
        shelfLifeDays: 270,
        season: all,
        origin: from(['500237107227', 10_000]),
        demand: 3,
        households: 27,
        pack: { name: '10 公斤箱', netGrams: 10_000, priceCents: 9_800 },
      },
    ],
  },
]

/** Qingyuan, Guangdong (Report 2) and Lingling, Yongzhou (Report 5). */
const elsewhere: DemoCooperative[] = [
  {
    key: 'shijing',
    name: '寨岗镇石径村黄金奈李专业合作社（示例）',
    creditBody: '93441826MA5EX026X',
    type: 'cooperative',
    countyCode: '441826',
    villageCode: '441826102221',
    legalRepresentative: '示例社长己',
    freightCentsPerKg: 50,
    products: [
      {
        key: 'golden-plum',
        name: '黄金奈李',
        variety: '奈李',
        category: 'fruit',
        description: '石径村坡地奈李，七月成熟，果皮金黄，冷链直达广州。',
        storage: 'chilled',
        shelfLifeDays: 10,
        season: season('07-01', '08-10'),
        origin: from(['441826102221', 10_000]),
        demand: 0,
        households: 46,
        pack: {
          name: '5 公斤箱',
          netGrams: 5_000,
          priceCents: 9_100,
          tiers: [{ fromQuantity: 100, priceCents: 9_000 }],
        },
      },
    ],
  },
  {
    key: 'liantang',
    name: '太保镇莲塘村有机稻专业合作社（示例）',
    creditBody: '93441825MA5EX027Y',
    type: 'cooperative',
    countyCode: '441825',
    villageCode: '441825105204',
    legalRepresentative: '示例社长庚',
    freightCentsPerKg: 45,
    products: [
      {
        key: 'rice',
        name: '连山大米',
        variety: '丝苗米',
        category: 'grain',
        description: '稻鸭共作，当年新米，真空包装。',
        storage: 'ambient',
        shelfLifeDays: 360,
        season: all,
        origin: from(['441825105204', 10_000]),
        demand: 14,
        households: 118,
        pack: {
          name: '25 公斤袋',
          netGrams: 25_000,
          priceCents: 20_000,
          tiers: [{ fromQuantity: 40, priceCents: 19_000 }],
        },
      },
    ],
  },
  {
    key: 'chimi',
    name: '西牛镇赤米村竹笋加工合作社（示例）',
    creditBody: '93441881MA5EX028A',
    type: 'cooperative',
    countyCode: '441881',
    villageCode: '441881110209',
    legalRepresentative: '示例社长辛',
    freightCentsPerKg: 50,
    products: [
      {
        key: 'bamboo',
        name: '西牛麻竹笋',
        variety: '清水笋',
        category: 'processed',
        description: '当天采当天煮，无添加清水笋，开袋即烹。',
        storage: 'ambient',
        shelfLifeDays: 270,
        season: all,
        origin: from(['441881110209', 10_000]),
        demand: 8,
        households: 70,
        pack: { name: '10 公斤箱', netGrams: 10_000, priceCents: 8_000 },
      },
    ],
  },
  {
    key: 'wenlei',
    name: '菱角塘镇文雷村果蔬专业合作社（示例）',
    creditBody: '93431102MA5EX029B',
    type: 'cooperative',
    countyCode: '431102',
    villageCode: '431102105240',
    legalRepresentative: '示例社长壬',
    freightCentsPerKg: 45,
    products: [
      {
        key: 'camellia-oil',
        name: '零陵山茶油',
        variety: '',
        category: 'oil',
        description: '油茶籽低温压榨，两村联合加工。',
        storage: 'ambient',
        shelfLifeDays: 540,
        season: all,
        origin: from(['431102105240', 6_000], ['431102005207', 4_000]),
        demand: 6,
        households: 58,
        pack: { name: '5 升桶（净重 4.6 公斤）', netGrams: 4_600, priceCents: 48_000 },
      },
      {
        key: 'radish',
        name: '文雷萝卜',
        variety: '',
        category: 'vegetables',
        description: '冬季露地白萝卜，清甜多汁。',
        storage: 'chilled',
        shelfLifeDays: 25,
        season: season('10-15', '04-15'),
        origin: from(['431102105240', 7_000], ['431102005207', 3_000]),
        demand: 9,
        households: 51,
        pack: { name: '20 公斤袋', netGrams: 20_000, priceCents: 4_400 },
      },
    ],
  },
]

export const demoCooperatives: DemoCooperative[] = [...wushan, ...elsewhere]

/** Counties whose villages the demo world needs, sellers' and buyers'. */
export const demoCounties = [
  '500237',
  '441826',
  '441825',
  '441881',
  '441823',
  '431102',
  '500103',
  '500106',
  '500108',
  '500112',
  '440105',
  '440106',
]
