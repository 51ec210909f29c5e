import { expect, test } from 'vitest'
import { ApiProblem } from '../../../web/platform/api-problem.ts'
import { useAct } from '../../../web/platform/use-act.ts'

test('it is busy while it runs, and gives the result', async () => {
  const answer = Promise.withResolvers<string>()
  const act = useAct((name: string) => answer.promise.then((word) => `${word} ${name}`))
  const running = act.run('王')
  expect(act.busy.value).toBe(true)
  answer.resolve('你好')
  expect(await running).toBe('你好 王')
  expect(act.busy.value).toBe(false)
})

test('a second press while it runs does nothing', async () => {
  let runs = 0
  const act = useAct(async () => {
    runs += 1
  })
  await Promise.all([act.run(), act.run()])
  expect(runs).toBe(1)
})

test('what it is refused for is kept until the next try or a reset', async () => {
  const act = useAct(async (works: boolean) => {
    if (!works) throw new ApiProblem({ code: 'stale_version' })
    return 'done'
  })
  expect(await act.run(false)).toBeNull()
  expect(act.problem.value?.code).toBe('stale_version')
  act.reset()
  expect(act.problem.value).toBeNull()
  await act.run(false)
  expect(await act.run(true)).toBe('done')
  expect(act.problem.value).toBeNull()
})

test('a programmer’s error is no problem to show: it is thrown on', async () => {
  const act = useAct(() => Promise.reject(new TypeError('undefined is not a function')))
  await expect(act.run()).rejects.toThrow(TypeError)
  expect(act.busy.value).toBe(false)
})
