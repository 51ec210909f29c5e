import { expect, test } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { ApiProblem } from '../../../web/platform/api-problem.ts'
import { useLoad } from '../../../web/platform/use-load.ts'

test('it loads at once, and again when a source changes', async () => {
  const code = ref('a')
  const load = inScope(() => useLoad(async () => `record of ${code.value}`, [code]))
  expect(load.loading.value).toBe(true)
  await nextTick()
  expect(load.data.value).toBe('record of a')
  code.value = 'b'
  await settled()
  expect(load.data.value).toBe('record of b')
  expect(load.loading.value).toBe(false)
})

test('an answer that was overtaken is dropped', async () => {
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  let requestCount = 0
  const load = inScope(() => useLoad(() => answers[requestCount++]?.promise ?? Promise.resolve('')))
  void load.reload()
  answers[1]?.resolve('the second')
  await settled()
  answers[0]?.resolve('the first, late')
  await settled()
  expect(load.data.value).toBe('the second')
})

test('a problem stands beside what was loaded before, until it loads again', async () => {
  let fails = false
  const load = inScope(() =>
    useLoad(async () => {
      if (fails) throw new ApiProblem({ code: 'unreachable' })
      return 'record'
    }),
  )
  await settled()
  fails = true
  await load.reload()
  expect(load.problem.value?.code).toBe('unreachable')
  expect(load.data.value).toBe('record')
  fails = false
  await load.reload()
  expect(load.problem.value).toBeNull()
})

test('what is left is not waited for: its call is aborted', async () => {
  const scope = effectScope()
  let signal: AbortSignal | undefined
  scope.run(() =>
    useLoad((abortSignal) => {
      signal = abortSignal
      return new Promise(() => undefined)
    }),
  )
  scope.stop()
  expect(signal?.aborted).toBe(true)
})

function inScope<T>(setup: () => T): T {
  const result = effectScope().run(setup)
  if (result === undefined) throw new Error('the scope is over')
  return result
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
