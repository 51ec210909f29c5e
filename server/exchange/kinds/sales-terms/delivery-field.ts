import { largestFreightCentsPerKg } from '../../../../shared/catalogue/price.ts'
import { mostDeliveryAreas } from '../../../../shared/catalogue/sales-terms.ts'
import type { UnderstoodValue } from '../../../../shared/exchange/imports.schemas.ts'
import { centsToYuanText, parseYuan } from '../../../../shared/money.ts'
import { type Facts, type MeantPlace, placeOf, stated } from '../fields.ts'
import type { FoundField, Meaning, Read } from '../kind.ts'

/** A place that is delivered to; its own freight where the cell says one, in 分 per kilogram. */
export interface MeantArea extends MeantPlace {
  freightCentsPerKg: number | null
}

interface Part {
  name: string
  freight: Read<number> | null
}

const mostOptions = 40

/** Places of any level, each with its freight or without: 巫山县、奉节县 0.4元/公斤. */
export function deliveryOf(facts: Facts<false>): FoundField<MeantArea[]> {
  const place = placeOf(facts)
  return {
    ...{ ...stated(facts), says: areasText },
    find: async ({ texts, actor, ...input }) => {
      const parts = new Map(texts.map((text) => [text, partsOf(text)]))
      const names = [...parts.values()].flatMap((each) => each.map(({ name }) => name))
      // Goods are delivered beyond one's own area: what an official means is found in all of it.
      const anywhere = { ...actor, roles: actor.roles.filter((role) => role !== 'official') }
      const question = { ...input, actor: anywhere, texts: [...new Set(names)] }
      const found = await place.find(question)
      return new Map(texts.map((text) => [text, meaningOf(parts.get(text) ?? [], found)] as const))
    },
  }
}

/** Freight as it is shown to be checked. */
export function freightText(cents: number): string {
  return `${centsToYuanText(cents)} 元/公斤`
}

function areasText(areas: MeantArea[]): UnderstoodValue {
  const parts = areas.map(({ pathName, freightCentsPerKg: freight }) =>
    freight === null ? pathName : `${pathName} ${freightText(freight)}`,
  )
  return { type: 'text', value: parts.join('、') }
}

function partsOf(text: string): Part[] {
  const plain = text.normalize('NFKC').replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, '')
  return plain
    .split(/[、,;\n]|(?<=[)元斤克吨费])\s+/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map(partOf)
}

/** 巫山县 0.4元/公斤, 巫山县（免运费）, 巫山县全境. */
function partOf(part: string): Part {
  const [, name = part, freight] =
    /^(.*?[^\d\s:(])[\s:(]*((?:¥?\d[\d.]*\s*(?:元|yuan).*?)|免运?费?|包邮)\)?$/i.exec(part) ?? []
  return {
    name: name.replace(/(?:全境|全域|境内|范围内|辖区内?)$/, ''),
    freight: freight === undefined ? null : readFreight(freight, ''),
  }
}

const gramsOfUnit: Record<string, bigint> = {
  ...{ 公斤: 1_000n, 千克: 1_000n, kg: 1_000n, 斤: 500n, 市斤: 500n, jin: 500n },
  ...{ 吨: 1_000_000n, t: 1_000_000n },
}

/** Freight by weight as 分 per kilogram: 0.4元/公斤, 0.2元/斤, 300元/吨, 免运费. */
export function readFreight(text: string, unit: string): Read<number> {
  const plain = text.normalize('NFKC').replaceAll(/\s/g, '')
  if (/^(?:免运?费?|免费|包邮|包送|含运费|0(?:\.0+)?(?:元.*)?|free)$/i.test(plain))
    return { value: 0 }
  const [, figures = '', own = ''] = /^(¥?[\d.,]+)(.*)$/.exec(plain) ?? []
  const cents = parseYuan(figures)
  if (cents === null) return { code: 'wrong_format' }
  const head = unit.normalize('NFKC').replaceAll(/\s|人民币|单位:?/g, '')
  // 0.4元 under 运费(元/公斤) is by the weight that the head says.
  const price = (own === '' || own === '元' ? head : own).toLowerCase()
  const [, , per = ''] = /^(元|yuan|cny|rmb)?(?:\/|每)(.{1,4})$/.exec(price) ?? []
  if (per === '') return { code: 'weight_unit_missing' }
  const grams = gramsOfUnit[per]
  if (grams === undefined)
    return { code: 'not_one_of', values: { text: price, options: '元/公斤、元/斤、元/吨' } }
  const perKilogram = BigInt(cents) * 1_000n
  // Nothing is rounded: what comes to parts of a 分 by the kilogram is asked.
  if (perKilogram % grams !== 0n) return { code: 'wrong_format' }
  const value = Number(perKilogram / grams)
  return value > largestFreightCentsPerKg
    ? { code: 'too_big', values: { maximum: centsToYuanText(largestFreightCentsPerKg) } }
    : { value }
}

function meaningOf(
  parts: readonly Part[],
  found: ReadonlyMap<string, Meaning<MeantPlace>>,
): Meaning<MeantArea[]> {
  if (parts.length > mostDeliveryAreas)
    return { code: 'too_big', values: { maximum: mostDeliveryAreas } }
  let options: { value: string; label: string; meaning: MeantArea[] }[] = [
    { value: '', label: '', meaning: [] },
  ]
  let isAsked = false
  for (const { name, freight } of parts) {
    if (freight !== null && 'code' in freight) return freight
    const meaning = found.get(name)
    if (meaning === undefined) return { code: 'no_such_place', values: { text: name } }
    if ('code' in meaning) return { code: meaning.code, values: { text: name } }
    isAsked ||= 'options' in meaning
    const places =
      'value' in meaning
        ? [{ value: meaning.value.code, label: meaning.value.pathName, meaning: meaning.value }]
        : meaning.options
    const freightCentsPerKg = freight?.value ?? null
    options = options.flatMap((before) =>
      places.map((place) => ({
        value: [before.value, place.value].filter(Boolean).join('+'),
        label: [before.label, place.label].filter(Boolean).join('、'),
        meaning: [...before.meaning, { ...place.meaning, freightCentsPerKg }],
      })),
    )
    // So many namesakes are told apart by what lies above them or by codes, not by a list.
    if (options.length > mostOptions) return { code: 'no_such_place', values: { text: name } }
  }
  const [first] = options
  if (first === undefined || first.meaning.length === 0) return { code: 'required' }
  return isAsked ? { options } : { value: first.meaning }
}
