import { useAttrs } from 'vue'
import type { ApiProblem } from '../platform/api-problem.ts'

/** The props of every form field; all other attributes go to its control. */
export interface FieldProps {
  label: string
  /** Where the value stands in the request's body (`lines.0.packs`): its refusals show here. */
  path?: string
  problem?: ApiProblem | null
  /** An error found here, before sending. */
  error?: string
  hint?: string
  required?: boolean
}

/** The props that a field passes on to the FormField around its control. */
export function formFieldProps(props: FieldProps): FieldProps {
  const { label, path, problem, error, hint, required } = props
  return { label, path, problem, error, hint, required }
}

/** The attributes of a field for its control; the class stays with the field as a whole. */
export function useControlAttributes(): () => Record<string, unknown> {
  const attributes = useAttrs()
  return () => Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== 'class'))
}
