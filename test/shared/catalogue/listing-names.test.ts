import { expect, test } from 'vitest'
import { likenessOf } from '../../../shared/catalogue/listing-similarity.ts'
import {
  looksLikeWrongUnit,
  multipliedWeight,
  namedWeight,
  weightOfName,
} from '../../../shared/catalogue/named-weight.ts'
import { placeNames, produceKey } from '../../../shared/catalogue/produce-name.ts'
import { gramsOfWord, searchGrams } from '../../../shared/catalogue/search-words.ts'

const places = placeNames('重庆市巫山县竹贤乡下庄村')

test('§5.7 a name means the produce, without place, praise, grade and pack', () => {
  const names = ['脆李', '巫山脆李', '正宗巫山脆李（5斤装）', '精品 脆李 10公斤箱', '下庄村脆李']
  expect(new Set(names.map((name) => produceKey(name, places)))).toEqual(new Set(['脆李']))
  expect(produceKey('巫山', places)).toBe('巫山')
})

test('§5.7 other goods, another county or another named variety are no duplicates', () => {
  const plum = {
    produceKey: '脆李',
    variety: '',
    category: 'fruit',
    originCode: '500237222213',
    packs: [{ netGrams: 5_000, priceCents: 9_000 }],
  }
  expect(likenessOf(plum, plum)).toEqual(['same_name', 'same_origin', 'same_pack', 'same_price'])
  const half = { ...plum, packs: [{ netGrams: 2_500, priceCents: 4_500 }] }
  expect(likenessOf(plum, half)).toEqual(['same_name', 'same_origin', 'same_price'])
  expect(likenessOf(plum, { ...plum, originCode: '441826102221' })).toBeNull()
  expect(likenessOf(plum, { ...plum, category: 'nuts' })).toBeNull()
  expect(likenessOf(plum, { ...plum, produceKey: '脐橙' })).toBeNull()
  const listing = { ...plum, variety: '青脆李' }
  expect(likenessOf(listing, { ...plum, variety: '红心蜜李王' })).toBeNull()
})

test('§2.1 the weight in a pack’s name is read where it says one', () => {
  const named = ['5 公斤箱', '500g袋', '5 升桶（净重 4.6 公斤）', '箱', '500克×10袋', '2 斤或 3 斤']
  expect(named.map(namedWeight)).toEqual([5_000, 500, 4_600, null, null, null])
  expect([5, 2_500, 10_000, 50_000].map((grams) => looksLikeWrongUnit(grams, 5_000))).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(looksLikeWrongUnit(4_800, 5_000)).toBe(false)
})

test('§2.7 a range, about, gross, at least or two weights in a pack’s name are no weight', () => {
  const unclear = [
    ...[
      '5-6斤/袋',
      '5～6斤',
      '5至6斤',
      '5—6斤',
      '4.5-5斤',
      '四到五斤',
      '五六斤',
      '毛重10斤',
      '约10斤',
    ],
    ...['5斤以上', '500g（2袋）', '每个300g，6个/箱', '两盒装，每盒5斤', '2.5kg/10斤', '1/2斤'],
    ...['5斤±2两', '5kg10斤', '2 斤或 3 斤', '500克×10袋', '5-6斤一箱'],
  ]
  expect(unclear.filter((name) => weightOfName(name) !== 'unclear')).toEqual([])
  const exact = {
    ...{ '3斤6两': 1_800, '5斤半': 2_750, '１０斤/箱': 5_000, '5kg（10斤）/箱': 5_000 },
    ...{ '5公斤一箱': 5_000, '1箱5公斤': 5_000, '10斤/箱（24枚）': 5_000, 五斤装: 2_500 },
    ...{ '5公斤/箱 65-70mm': 5_000, '1吨/车': 1_000_000 },
  }
  const read = Object.keys(exact).map((name) => [name, weightOfName(name)])
  expect(Object.fromEntries(read)).toEqual(exact)
})

test('§2.4 a product in a pack’s name is read where nothing beside it says another', () => {
  const products = {
    ...{ '5kg*4袋/箱': 20_000, '2.5kg×8': 20_000, '10斤*2': 10_000, '500克×10袋': 5_000 },
    ...{ '500g/袋 X 20袋': 10_000, '4袋*5kg': 20_000, '250g*10袋*2盒': 5_000 },
    ...{ '5kg*4袋（20kg）': 20_000, '1箱（5公斤×4袋）': 20_000, '两斤装*5袋': 5_000 },
  }
  const read = Object.keys(products).map((name) => [name, multipliedWeight(name)])
  expect(Object.fromEntries(read)).toEqual(products)
  const none = [
    ...['5公斤/箱', '箱', '60*40cm 5kg', '5kg 60*40*30cm', '约5kg*4袋', '5-6斤*2', '五六斤*2'],
    ...['5kg*4kg', '5kg*4 kg', '5kg*4.5', '500g*2-4袋', '1/2斤*4', '5kg*4袋（5kg）', '5L*4桶'],
    ...['500g*2~4袋', '5kg*4袋 24枚', '5kg*4袋 两箱'],
  ]
  expect(none.filter((name) => multipliedWeight(name) !== null)).toEqual([])
})

test('words are found by their pairs of characters, whatever stands around them', () => {
  const grams = searchGrams('巫山脆李，ＡＢＣ')
  for (const word of ['脆李', '山脆', 'abc', '李'])
    expect(grams).toEqual(expect.arrayContaining(gramsOfWord(word)))
  expect(grams).not.toContain('李a')
})
