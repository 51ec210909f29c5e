import { expect, test, vi } from 'vitest'
import { ApiProblem } from '../../../web/platform/api-problem.ts'
import { useDecision } from '../../../web/platform/use-decision.ts'

test('one record is decided on at a time; another must wait', async () => {
  const { decision, confirm, answer } = setUp()
  const first = decision.confirm('a')
  expect(decision.state.value).toMatchObject({ recordId: 'a', busy: true })
  expect(await decision.reject('b', 'not there')).toBe(false)
  expect(decision.state.value.recordId).toBe('a')
  answer()
  expect(await first).toBe(true)
  expect(confirm).toHaveBeenCalledExactlyOnceWith('a')
})

test('what a decision changes is loaded only once the server agreed', async () => {
  const { decision, decided, answer } = setUp()
  const act = decision.confirm('a')
  expect(decided).not.toHaveBeenCalled()
  answer()
  await act
  expect(decided).toHaveBeenCalledOnce()
})

test('a problem stands beside its record until the next decision', async () => {
  const { decision, decided, reject } = setUp()
  reject.mockRejectedValueOnce(new ApiProblem({ code: 'same_person' }))
  expect(await decision.reject('a', 'never arrived')).toBe(false)
  expect(decision.state.value).toMatchObject({ recordId: 'a', problem: { code: 'same_person' } })
  expect(decided).not.toHaveBeenCalled()
  expect(await decision.reject('b', 'never arrived')).toBe(true)
  expect(decision.state.value).toMatchObject({ recordId: 'b', problem: null })
})

function setUp() {
  let answer = (): void => undefined
  const confirm = vi.fn((_id: string) => new Promise<void>((resolve) => (answer = resolve)))
  const reject = vi.fn(async (_id: string, _reason: string) => undefined)
  const decided = vi.fn()
  const decision = useDecision({ confirm, reject, decided })
  return { decision, confirm, reject, decided, answer: () => answer() }
}
