import type { z } from 'zod'
import type { UnderstoodValue } from '../../../shared/exchange/imports.schemas.ts'
import { parseSum, parseYuan } from '../../../shared/money.ts'
import { day } from '../../../shared/scalars.ts'
import { organisationsByIds } from '../../organisations/index.ts'
import type { Actor } from '../../platform/context.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import { fieldErrorOf } from '../../platform/http/compilers.ts'
import { divisionsMeant } from '../../villages/index.ts'
import type { FoundField, Meaning, MeantOption, Read, ReadField, Words } from './kind.ts'

export type Facts<R extends boolean> = {
  titles: Words
  words?: readonly string[]
  isRequired?: R
  unitFrom?: string
  example: Words
  note?: Words
}

/** Facts of a field with whether it is required, as the type of its values sees it. */
export function stated<R extends boolean>(facts: Facts<R>): Facts<R> & { isRequired: R } {
  return { ...facts, isRequired: (facts.isRequired ?? false) as R }
}

/** A field that a scalar of the contract reads. */
export function fieldOf<T, const R extends boolean = false>(
  facts: Facts<R>,
  schema: z.ZodType<T>,
): ReadField<T> & { isRequired: R } {
  return { ...stated(facts), read: (text) => readBy(schema, text) }
}

function readBy<T>(schema: z.ZodType<T>, text: string): Read<T> {
  const result = schema.safeParse(text, { reportInput: true })
  if (result.success) return { value: result.data }
  const [issue] = result.error.issues
  if (issue === undefined) return { code: 'wrong_format' }
  const { code, values } = fieldErrorOf(issue)
  return { code, values }
}

/** A field with one of a list of choices, each under the words that name it. */
export function choiceOf<T extends string, const R extends boolean = false>(
  facts: Facts<R>,
  choices: Record<T, readonly string[]>,
): ReadField<T> & { isRequired: R } {
  const byWord = wordsOf(choices)
  return {
    ...{ ...stated(facts), options: choices, says: (value: T) => chosen([value]) },
    read: (text) => {
      const value = byWord.get(plainWord(text))
      return value === undefined ? notAnOption(text, choices) : { value }
    },
  }
}

/** A field with several of a list of choices, parted by signs: 食堂、工会. */
export function choicesOf<T extends string, const R extends boolean = false>(
  facts: Facts<R>,
  choices: Record<T, readonly string[]>,
): ReadField<T[]> & { isRequired: R } {
  const byWord = wordsOf(choices)
  return {
    ...{ ...stated(facts), options: choices, says: chosen },
    read: (text) => {
      const words = text.split(/[、,，;；/+和]|\s+(?:and|or)\s+/).map((word) => word.trim())
      const values: T[] = []
      for (const word of words.filter(Boolean)) {
        const value = byWord.get(plainWord(word))
        if (value === undefined) return notAnOption(word, choices)
        if (!values.includes(value)) values.push(value)
      }
      return values.length === 0 ? { code: 'required' } : { value: values }
    },
  }
}

function chosen(value: string[]): UnderstoodValue {
  return { type: 'options', value }
}

function wordsOf<T extends string>(choices: Record<T, readonly string[]>): Map<string, T> {
  const pairs = Object.entries<readonly string[]>(choices).flatMap(([value, words]) =>
    [...words, value].map((word) => [plainWord(word), value as T] as const),
  )
  return new Map(pairs)
}

function plainWord(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '')
}

function notAnOption(text: string, choices: Record<string, readonly string[]>): Read<never> {
  const known = Object.values(choices).flatMap(([first]) => first ?? [])
  return { code: 'not_one_of', values: { text, options: known.join('、') } }
}

/** A day as people write it: 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301. */
export function dayField<const R extends boolean = false>(
  facts: Facts<R>,
): ReadField<string> & { isRequired: R } {
  return {
    ...{ ...stated(facts), says: dayValue },
    read: (text) => {
      const plain = text.normalize('NFKC').replaceAll(/\s/g, '')
      const [, year = '', month = '', date = ''] =
        /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain) ??
        /^(\d{4})(\d{2})(\d{2})$/.exec(plain) ??
        []
      const read = readBy(day, `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`)
      return 'code' in read && read.code === 'wrong_format' ? { code: 'not_a_day' } : read
    },
  }
}

function dayValue(value: string): UnderstoodValue {
  return { type: 'day', value }
}

/** The day on which something ends; 长期 is none. */
export function endField(facts: Facts<false>): ReadField<string | null> & { isRequired: false } {
  const { read, ...field } = dayField(facts)
  return {
    ...{ ...field, options: { endless: ['长期', 'Without end'] } },
    says: (value) => (value === null ? chosen(['endless']) : dayValue(value)),
    read: (text) => (endless.test(text.trim()) ? { value: null } : read(text, '')),
  }
}

const endless = /^(?:长期(?:有效)?|永久(?:有效)?|无固定期限|无期限|long[- ]term|unlimited)$/i

/** A phone number, with or without the code of the country and strokes: +86 139-1234-5604. */
export function phoneOf<const R extends boolean = false>(
  facts: Facts<R>,
  schema: z.ZodType<string>,
): ReadField<string> & { isRequired: R } {
  return { ...stated(facts), read: (text) => readBy(schema, plainPhone(text)) }
}

function plainPhone(text: string): string {
  const digits = text.normalize('NFKC').replaceAll(/[\s()-]/g, '')
  return /^(?:(?:\+|00)?86)?(1[3-9]\d{9})$/.exec(digits)?.[1] ?? text
}

/** Money of a year: 元 or 万元, as the head or the cell says; without either it is asked (§2.7). */
export function yuanOf<const R extends boolean = false>(
  facts: Facts<R>,
  most: number,
): ReadField<number> & { isRequired: R } {
  return {
    ...{ ...stated(facts), measure: 'money', says: moneyValue },
    read: (text, unit) => {
      const plain = text.normalize('NFKC').replaceAll(/\s/g, '')
      const [, figures = '', own = ''] = /^([^万亿元a-z]*)([万亿]元?|元|yuan)?$/i.exec(plain) ?? []
      const head = unit.normalize('NFKC').replaceAll(/[\s]|人民币|单位:?/g, '')
      const written = own || head
      if (figures === '') return { code: 'wrong_format' }
      if (/^(?:元|yuan)$/i.test(own) && head.startsWith('万')) {
        // 300000元 under 预算(万元): which of them was meant, a person says.
        const meant = [parseYuan(figures), parseSum(`${figures}万`)]
        const options = meant.flatMap((value) =>
          value === null || value < 1 || value > most ? [] : [moneyOption(value)],
        )
        if (options.length > 1) return { options }
      }
      if (!/^([万亿]元?|元|yuan|cny|rmb|10kyuan)$/i.test(written)) return { code: 'unit_missing' }
      const amount = /^[万亿]/.test(written) ? parseSum(`${figures}${written}`) : parseYuan(figures)
      const isLong = /^¥?\d[\d,]{9,20}(?:\.\d{1,6})?$/.test(figures)
      if (amount === null && !isLong) return { code: 'wrong_format' }
      if (amount !== null && amount < 1) return { code: 'too_small', values: { minimum: '0.01' } }
      return amount === null || amount > most
        ? { code: 'too_big', values: { maximum: most / 100 } }
        : { value: amount }
    },
  }
}

function moneyOption(cents: number): MeantOption<number> {
  const label = `${(cents / 100).toLocaleString('en', { minimumFractionDigits: 2 })} 元 (yuan)`
  return { value: String(cents), label, meaning: cents }
}

/** Money as it is shown to be checked. */
export function moneyValue(value: number): UnderstoodValue {
  return { type: 'money', value }
}

/** A place by its code, name or path; a namesake is asked, with its path (§2.7, §3.15). */
export interface MeantPlace {
  code: string
  pathName: string
}

/** Whether a place lies in the county of whoever acts: such come first where one is chosen. */
async function ownCounty(reader: Reader, { organisationId, divisionCode }: Actor) {
  const ids = organisationId === null ? [] : [organisationId]
  const own = (await organisationsByIds(reader, ids)).get(organisationId ?? '')
  const county = (divisionCode ?? own?.divisionCode ?? '').slice(0, 6)
  return ({ code }: MeantPlace) => county.length === 6 && code.startsWith(county)
}

export function placeOf<const R extends boolean = false>(
  facts: Facts<R>,
  level?: number,
): FoundField<MeantPlace> & { isRequired: R } {
  return {
    ...{
      ...stated(facts),
      says: ({ pathName }: MeantPlace) => ({ type: 'text', value: pathName }),
    },
    find: async ({ reader, actor, texts }) => {
      // An official's own area is the only one that counts for them.
      const within = actor.roles.includes('official') ? (actor.divisionCode ?? '') : ''
      const found = await divisionsMeant(reader, { texts, within })
      const isOwn = await ownCounty(reader, actor)
      return new Map(
        texts.map((text): [string, Meaning<MeantPlace>] => {
          const meant = found.get(text) ?? []
          const all = meant.filter((each) => level === undefined || each.level === level)
          const places = [...all.filter(isOwn), ...all.filter((each) => !isOwn(each))]
          const [first] = places
          if (first === undefined)
            return [
              text,
              { code: level === 5 ? 'no_such_village' : 'no_such_place', values: { text } },
            ]
          // 竹贤 may be the township that a village of the same name lies in: it is asked.
          if (meant.length === 1) return [text, { value: first }]
          return [
            text,
            {
              options: places.map((place) => ({
                value: place.code,
                label: `${place.pathName} ${place.code}`,
                meaning: place,
              })),
            },
          ]
        }),
      )
    },
  }
}
