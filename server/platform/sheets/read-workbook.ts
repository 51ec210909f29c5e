import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '../../../shared/errors.ts'
import { ConcurrencyLimit } from '../concurrency.ts'
import { sourcesFolder } from '../folders.ts'
import type { WorkbookInput, WorkbookOutput } from './workbook.worker.ts'

const workerFile = path.join(sourcesFolder, 'platform/sheets/workbook.worker.ts')

/** Longer takes nothing that somebody works on: 20,000 rows are read in three seconds. */
const longestMs = 20_000
const memoryMb = 512

/** Each holds a processor and its memory for seconds. */
const limit = new ConcurrencyLimit({ total: 2, perPerson: 1 })

/**
 * The rows of a workbook (.xlsx, .xls), read on a thread of its own that is ended when it takes too
 * long or too much memory, so that no file takes the program down.
 */
export function readWorkbook(
  personId: string,
  input: WorkbookInput,
): Promise<Exclude<WorkbookOutput, { fault: string }>> {
  return limit.run(personId, async () => {
    const output = await outputOf(input)
    if ('fault' in output) throw new AppError(output.fault)
    return output
  })
}

function outputOf(input: WorkbookInput): Promise<WorkbookOutput> {
  return new Promise((resolve) => {
    const worker = new Worker(workerFile, {
      workerData: input,
      stderr: true,
      stdout: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 64 },
    })
    const end = (output: WorkbookOutput) => {
      clearTimeout(timer)
      resolve(output)
      void worker.terminate()
    }
    const timer = setTimeout(() => end({ fault: 'sheet_too_large' }), longestMs)
    worker.once('message', end)
    worker.once('error', (error: NodeJS.ErrnoException) =>
      end({ fault: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge : 'sheet_unreadable' }),
    )
    worker.once('exit', () => end({ fault: 'sheet_unreadable' }))
  })
}

const tooLarge = 'sheet_too_large'
