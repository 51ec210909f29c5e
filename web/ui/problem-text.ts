import type { FieldError } from '../../shared/errors.ts'
import type { ApiProblem } from '../platform/api-problem.ts'
import { count } from '../platform/format.ts'
import { hasErrorTexts, loadErrorTexts } from '../platform/i18n.ts'

type Translate = (key: string, values: Record<string, unknown>, plural: number) => string

/** The sentence for a problem, in the person's language. */
export function problemSentence(t: Translate, problem: ApiProblem): string {
  return said(t, `errors.${problem.code}`, problem.values, 1)
}

/** The sentence for one refused field; what it counts, if anything, is its first number. */
export function fieldSentence(t: Translate, field: FieldError): string {
  const values = field.values ?? {}
  const plural = Object.values(values).find((value) => typeof value === 'number') ?? 1
  // What stands there already is named, where the server says which document it is.
  const isNamed = field.code === 'duplicate' && values.document !== undefined
  const key = isNamed ? `errors.recorded.${values.document}` : `errors.fields.${field.code}`
  return said(t, key, values, plural)
}

/** Nothing until the sentences are there, for which it sees to. */
function said(t: Translate, key: string, values: Record<string, unknown>, plural: number): string {
  const sentence = t(key, grouped(values), plural)
  // Texts that come later are no change that the translation would follow by itself.
  if (sentence !== key || hasErrorTexts.value) return sentence
  void loadErrorTexts()
  return ''
}

/** Large numbers with their thousands apart; a smaller one may be a year. */
function grouped(values: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(values).map(([name, value]) => {
    const isLarge = typeof value === 'number' && Number.isInteger(value) && value >= 10_000
    return [name, isLarge ? count(value) : value]
  })
  return Object.fromEntries(entries)
}

/** The sentence to stand beside the field at `path` (`lines.0.packs`), or '' when it is fine. */
export function errorAt(t: Translate, problem: ApiProblem | null, path: string): string {
  const field = problem?.fields.find((candidate) => candidate.path.join('.') === path)
  return field ? fieldSentence(t, field) : ''
}
