import type { FieldError } from '../../shared/errors.ts'
import type { ApiProblem } from '../platform/api-problem.ts'

type Translate = (key: string, values: Record<string, unknown>, plural: number) => string

/** The sentence for a problem, in the person's language. */
export function problemSentence(t: Translate, problem: ApiProblem): string {
  return t(`errors.${problem.code}`, problem.values, 1)
}

/** The sentence for one refused field; what it counts, if anything, is its first number. */
export function fieldSentence(t: Translate, field: FieldError): string {
  const values = field.values ?? {}
  const plural = Object.values(values).find((value) => typeof value === 'number') ?? 1
  return t(`errors.fields.${field.code}`, values, plural)
}

/** The sentence to stand beside the field at `path` (`lines.0.packs`), or '' when it is fine. */
export function errorAt(t: Translate, problem: ApiProblem | null, path: string): string {
  const field = problem?.fields.find((candidate) => candidate.path.join('.') === path)
  return field ? fieldSentence(t, field) : ''
}
