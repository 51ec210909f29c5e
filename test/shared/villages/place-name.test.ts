import { expect, test } from 'vitest'
import { codeRange, codesAbove, levelOfCode } from '../../../shared/villages/division-code.ts'
import { placeName } from '../../../shared/villages/place-name.ts'

test.each([
  ['下庄村村民委员会', '下庄村'],
  ['石径村委会', '石径村'],
  ['新村村委会', '新村'],
  ['阿日嘎查村委会', '阿日嘎查'],
  ['多福巷社区居委会', '多福巷社区'],
  ['圣泉社区居民委员会', '圣泉社区'],
  ['寨岗镇居委会', '寨岗镇居委会'],
  ['巫山县', '巫山县'],
])('%s is called %s', (official, name) => {
  expect(placeName(official)).toBe(name)
})

test('§9 a division code holds the codes of everything above it', () => {
  expect(codesAbove('500237222213')).toEqual(['50', '5002', '500237', '500237222'])
  expect(['50', '5002', '500237', '500237222', '500237222213'].map(levelOfCode)).toEqual([
    1, 2, 3, 4, 5,
  ])
  expect(codeRange('500199')).toEqual({ from: '500199', to: '500200' })
  expect(codeRange('99')).toEqual({ from: '99', to: '~' })
})
