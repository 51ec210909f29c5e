import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { logView } from './transparency.schemas.ts'

export const readLog = endpoint({
  name: 'transparency.readLog',
  summary: 'The log of all ledger entries: its newest heads, its keys and its witnesses',
  method: 'GET',
  path: '/api/v1/public/log',
  access: 'public',
  response: z.object({ log: logView.nullable() }),
})
