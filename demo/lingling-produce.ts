import { allYear, type DemoCooperative, from, season } from './demo-cooperative.ts'

/** Lingling, Yongzhou: real places and produce; the sellers are invented. */
export const lingling: DemoCooperative[] = [
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
        season: allYear,
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
