import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { parseArgs } from 'node:util'
import { dayOf } from '../shared/scalars.ts'
import { browserPart } from './browser.ts'
import { nationCataloguePart } from './catalogue.ts'
import { checksPart } from './checks.ts'
import { startCluster } from './databases.ts'
import { exportsPart } from './exports.ts'
import { exitCodeOf, type MeasuredPart, missedOf, type Part } from './figures.ts'
import { hostilePart } from './hostile.ts'
import { ledgerPart } from './ledger.ts'
import { listsPart } from './lists.ts'
import { logPart } from './log.ts'
import { nationPart } from './nation.ts'
import { placingPart } from './placing.ts'
import { publicPart } from './public.ts'
import { cataloguePart } from './reading.ts'
import { reportOf } from './report.ts'

/** A line each; every part makes databases of its own, so that it runs the same alone. */
const parts: readonly Part[] = [
  placingPart,
  cataloguePart,
  nationCataloguePart,
  listsPart,
  ledgerPart,
  nationPart,
  publicPart,
  logPart,
  exportsPart,
  browserPart,
  hostilePart,
  checksPart,
]

const names = parts.map(({ name }) => name)

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: names },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    full: { type: 'boolean', default: false },
    'report-only': { type: 'boolean', default: false },
  },
})
const unknown = values.only.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`There is no part ${unknown.join(', ')}; parts are ${names.join(', ')}.\n`)
  process.exit(1)
}
const options = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  share: values.full ? 1 : 0.1,
  today: dayOf(new Date()),
}
const conditions =
  `${os.cpus().length} × ${os.cpus()[0]?.model.trim()}, Node ${process.version}; ` +
  `${options.rounds} rounds of ${options.seconds} s, nation at ${options.share} of its size`

const measured: MeasuredPart[] = []
const cluster = await startCluster()
try {
  for (const { name, run } of parts.filter((part) => values.only.includes(part.name))) {
    process.stderr.write(`measuring ${name}\n`)
    measured.push({ name, figures: await run(cluster, options) })
  }
} finally {
  await cluster.stop()
}

const missed = missedOf(measured)
mkdirSync('test-results', { recursive: true })
const forPrograms = { conditions, parts: measured, missed }
writeFileSync('test-results/bench.json', JSON.stringify(forPrograms, null, 2))
process.stdout.write(`${reportOf(measured, conditions)}\n\n`)
process.stdout.write('test-results/bench.json holds the same for programs\n')
process.stdout.write(
  missed.length === 0 ? 'every limit is met\n' : `limits missed:\n  ${missed.join('\n  ')}\n`,
)
process.exitCode = exitCodeOf(missed, values['report-only'])
