import { nextTick } from 'vue'
import type { ApiProblem } from '../platform/api-problem.ts'

/** Fields of the contract that no form of the catalogue asks for. */
const unasked = /certificate\.(kind|issuedOn|fileId)$/

/** The paths of refused fields that stand on the screen with their own sentence. */
export function shownFields(problem: ApiProblem | null): string[] {
  return (problem?.fields ?? [])
    .map((field) => field.path.join('.'))
    .filter((path) => !unasked.test(path))
}

/** Brings the first refused field of a long form into view, and the cursor into it. */
export async function goToFirstFault(): Promise<void> {
  await nextTick()
  const wrong = document.querySelector('.form-field.wrong, [role="alert"]')
  wrong?.scrollIntoView({ block: 'center' })
  wrong?.querySelector<HTMLElement>('input, select, textarea')?.focus({ preventScroll: true })
}
