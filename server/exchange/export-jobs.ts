import type { Database } from '../platform/db/transaction.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { listKept, removeKept } from '../platform/files/kept-files.ts'
import type { Job, Jobs } from '../platform/jobs/jobs.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { exportsFolder } from './export-files.ts'
import { deleteExpired, selectAttempts } from './exports.queries.ts'
import { type ExportDependencies, makeExport } from './make-export.ts'
import { exportStarted } from './start-export.ts'

const jobName = 'exchange.make-export'

/** Hands what was requested to the queue, once and after the commit. */
export function exportListeners(jobs: Pick<Jobs, 'enqueue'>): Listener[] {
  return [
    {
      topic: exportStarted,
      handle: async (tx, _context, events) => {
        for (const { subjectId } of events) await jobs.enqueue(tx, jobName, { id: subjectId })
      },
    },
  ]
}

/** The job that makes files, one at a time on a server, and the one that sweeps them. */
export function exportJobs(deps: ExportDependencies): Job<never>[] {
  const make: Job<{ id: string }> = {
    name: jobName,
    longestMinutes: 120,
    // A server that died is known by its silence, long before that.
    heartbeatSeconds: 30,
    run: ({ id }) => makeExport(deps, id),
  }
  return [make, sweepExports(deps)]
}

interface Swept {
  db: Database
  clock: Dependencies['clock']
  config: Pick<Dependencies['config'], 'dataDirectory'>
}

/** Deletes what has expired, and the bytes that are nobody's: of files removed, of servers dead. */
function sweepExports({ db, clock, config }: Swept): Job {
  return {
    name: 'exchange.sweep-exports',
    cron: '*/10 * * * *',
    run: async () => {
      await transaction(db, (tx) => deleteExpired(tx, clock()))
      const folder = exportsFolder(config)
      // The names first: a file that comes afterwards had its row before.
      const names = (await listKept(folder)).filter((name) => /^[0-9a-f-]{36}\.\d+$/.test(name))
      const ids = [...new Set(names.map((name) => name.slice(0, 36)))]
      const attempts = await selectAttempts(db, ids)
      const kept = new Set(attempts.map(({ id, attempt }) => `${id}.${attempt}`))
      for (const name of names) if (!kept.has(name)) await removeKept({ folder, name })
    },
  }
}
