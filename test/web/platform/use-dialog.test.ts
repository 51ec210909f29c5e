import { expect, test } from 'vitest'
import { ApiProblem } from '../../../web/platform/api-problem.ts'
import { useAct } from '../../../web/platform/use-act.ts'
import { useDialog } from '../../../web/platform/use-dialog.ts'

test('a dialog opens about something, without the problem of the last time', async () => {
  const act = useAct(async () => {
    throw new ApiProblem({ code: 'stale_version' })
  })
  const dialog = useDialog<string>(act)
  expect(dialog.subject).toBeNull()
  dialog.open('first')
  await act.run()
  expect(act.problem.value?.code).toBe('stale_version')
  dialog.close()
  dialog.open('second')
  expect(dialog.subject).toBe('second')
  expect(act.problem.value).toBeNull()
})
