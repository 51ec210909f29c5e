import { expect, test } from 'vitest'
import { Queue } from '../../../server/platform/concurrency.ts'

test('two at a time, the others in their order, and on after a fault', async () => {
  const queue = new Queue(2)
  const begun: number[] = []
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<number>())
  const results = gates.map(({ promise }, index) =>
    queue.run(() => {
      begun.push(index)
      return promise
    }),
  )
  const settled = Promise.allSettled(results)
  const step = () => new Promise((resolve) => setImmediate(resolve))
  await step()
  expect(begun).toEqual([0, 1])
  gates[1]?.reject(new Error('broken'))
  await step()
  expect(begun).toEqual([0, 1, 2])
  for (const [index, gate] of gates.entries()) gate.resolve(index)
  expect((await settled).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
  expect(begun).toEqual([0, 1, 2, 3, 4])
})
