import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { AppError, type FieldError, type FieldErrorCode } from '../../../shared/errors.ts'

type Issue = z.core.$ZodIssue

/** Validates by the contract's zod schemas; refusals become field errors to translate. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema }) => {
  return (data) => {
    const result = schema.safeParse(data, { reportInput: true })
    if (result.success) return { value: result.data }
    return {
      error: new AppError('validation_failed', { fields: result.error.issues.map(fieldErrorOf) }),
    }
  }
}

/** One zod issue as a field error. A custom issue says its own code in `params.code`. */
export function fieldErrorOf(issue: Issue): FieldError {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
  const values = valuesOf(issue)
  return values === undefined
    ? { path, code: codeOf(issue) }
    : { path, code: codeOf(issue), values }
}

function codeOf(issue: Issue): FieldErrorCode {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined || issue.input === null || issue.input === '') return 'required'
      return issue.expected === 'int' ? 'not_a_whole_number' : 'wrong_type'
    case 'too_small':
      if (issue.origin === 'string') return issue.input === '' ? 'required' : 'too_short'
      return issue.origin === 'array' ? 'too_few' : 'too_small'
    case 'too_big':
      if (issue.origin === 'array') return 'too_many'
      return issue.origin === 'string' ? 'too_long' : 'too_big'
    case 'invalid_value':
      return issue.input === undefined ? 'required' : 'not_an_option'
    case 'unrecognized_keys':
      return 'unknown_key'
    case 'custom':
      return (issue.params?.code as FieldErrorCode | undefined) ?? 'wrong_format'
    default:
      return issue.input === '' ? 'required' : 'wrong_format'
  }
}

function valuesOf(issue: Issue): Record<string, string | number> | undefined {
  if (issue.code === 'too_small') return { minimum: Number(issue.minimum) }
  if (issue.code === 'too_big') return { maximum: Number(issue.maximum) }
  if (issue.code === 'custom')
    return issue.params?.values as Record<string, string | number> | undefined
  return undefined
}
