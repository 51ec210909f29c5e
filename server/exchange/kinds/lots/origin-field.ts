import type { UnderstoodValue } from '../../../../shared/exchange/imports.schemas.ts'
import { type Facts, type MeantPlace, placeOf, stated } from '../fields.ts'
import type { FoundField, Meaning, ReadField } from '../kind.ts'

/** A village with its share of a lot's weight. */
export interface OriginShare extends MeantPlace {
  shareBasisPoints: number
}

interface Part {
  name: string
  shareBasisPoints: number
}

const whole = 10_000
const mostVillages = 20
const mostOptions = 5_000

/**
 * One village, or several with their shares: 下庄村60%、石沟村40%. Several without shares are asked,
 * and of namesakes every combination is one of the options (§2.7, §3.15).
 */
export function originOf<const R extends boolean = false>(
  facts: Facts<R>,
): FoundField<OriginShare[]> & { isRequired: R } {
  const village = placeOf(facts, 5)
  return {
    ...{ ...stated(facts), says: originValue },
    find: async ({ texts, ...input }) => {
      const parts = new Map(texts.map((text) => [text, partsOf(text)]))
      const names = [...parts.values()].flatMap((each) => each?.map(({ name }) => name) ?? [])
      const found = await village.find({ ...input, texts: [...new Set(names)] })
      return new Map(
        texts.map((text) => [text, meaningOf(text, parts.get(text) ?? null, found)] as const),
      )
    },
  }
}

/** The share of a row's village in its lot: 60% or, under a head that says so, 60. */
export function shareField(facts: Facts<false>): ReadField<number> & { isRequired: false } {
  return {
    ...{ ...stated(facts), says: (share) => ({ type: 'text', value: `${share / 100}%` }) },
    read: (text) => {
      const plain = text.normalize('NFKC').replaceAll(/\s/g, '')
      const [, figures, decimals = ''] = /^(\d{1,3})(?:\.(\d{1,2}))?%?$/.exec(plain) ?? []
      if (figures === undefined) return { code: 'wrong_format' }
      const value = Number(`${figures}${decimals.padEnd(2, '0')}`)
      if (value < 1) return { code: 'too_small', values: { minimum: 0.01 } }
      return value > whole ? { code: 'too_big', values: { maximum: 100 } } : { value }
    },
  }
}

/** The paths of the villages; of several, each with its share. */
function originValue(shares: OriginShare[]): UnderstoodValue {
  const parts = shares.map(({ pathName, shareBasisPoints }) =>
    shares.length === 1 ? pathName : `${pathName} ${shareBasisPoints / 100}%`,
  )
  return { type: 'text', value: parts.join('、') }
}

/** Null: several villages without the share of each. */
function partsOf(text: string): Part[] | null {
  const plain = text.normalize('NFKC').trim()
  const parts = plain
    .split(/[、,;]|(?<=%\)?)\s+/)
    .map((part) => part.trim())
    .filter(Boolean)
  const shares = parts.flatMap((part) => shareOf(part) ?? [])
  if (shares.length === parts.length && parts.length <= mostVillages) return shares
  return parts.length > 1 ? null : [{ name: text, shareBasisPoints: whole }]
}

function shareOf(part: string): Part | null {
  const [, name, whole, decimals = ''] =
    /^(.*?[^\d\s:(])[\s:(]*(\d{1,3})(?:\.(\d{1,2}))?%\)?$/.exec(part) ??
    /^(\d{12})[\s:(]+(\d{1,3})(?:\.(\d{1,2}))?%\)?$/.exec(part) ??
    []
  if (name === undefined) return null
  return { name, shareBasisPoints: Number(`${whole}${decimals.padEnd(2, '0')}`) }
}

function meaningOf(
  text: string,
  parts: readonly Part[] | null,
  found: ReadonlyMap<string, Meaning<MeantPlace>>,
): Meaning<OriginShare[]> {
  if (parts === null) return { code: 'shares_missing', values: { text } }
  let options: { value: string; label: string; meaning: OriginShare[] }[] = [
    { value: '', label: '', meaning: [] },
  ]
  let isAsked = false
  for (const { name, shareBasisPoints } of parts) {
    const meaning = found.get(name)
    if (meaning === undefined) return { code: 'no_such_village', values: { text: name } }
    if ('code' in meaning) return meaning
    isAsked ||= 'options' in meaning
    const places =
      'value' in meaning
        ? [{ value: meaning.value.code, label: meaning.value.pathName, meaning: meaning.value }]
        : meaning.options
    options = options.flatMap((before) =>
      places.map((place) => ({
        value: [before.value, place.value].filter(Boolean).join('+'),
        label: [before.label, place.label].filter(Boolean).join('、'),
        meaning: [...before.meaning, { ...place.meaning, shareBasisPoints }],
      })),
    )
    // So many namesakes are told apart by their townships or codes, not by a list.
    if (options.length > mostOptions) return { code: 'ambiguous', values: { text: name } }
  }
  const [first] = options
  return !isAsked && first !== undefined ? { value: first.meaning } : { options }
}
