import { onlineWork, workOnOnlinePayments } from '../../../server/billing/index.ts'
import { parseConfig } from '../../../server/config.ts'
import { connect } from '../../../server/platform/db/connect.ts'
import { newId } from '../../../server/platform/ids.ts'

/** The program's work with the provider, as a process of its own that can be killed. */
const [, , url = '', settings = '{}'] = process.argv
const { db } = connect({ url, max: 2, applicationName: 'cunji-killed' })
let ahead = 0
const clock = () => new Date(performance.now() + ahead)
const log = { error: (what: unknown) => process.stderr.write(`${String(Object(what).err)}\n`) }
const config = parseConfig(JSON.parse(settings))
const work = await onlineWork({ config, db, clock, newId }, log)
if (work === null) throw new Error('the fake of Stripe is set up')

/** Told the time, it works until nothing is left to do. */
process.on('message', async (now: number) => {
  ahead = now - performance.now()
  for (let turn = 0; turn < 50; turn += 1)
    if (!(await workOnOnlinePayments(work))) {
      process.send?.('done')
      return
    }
  process.send?.('endless')
})
process.send?.('ready')
