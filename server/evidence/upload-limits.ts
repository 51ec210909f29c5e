import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { uploadedSince } from './files.queries.ts'

/** What one organisation may store in a day: a large canteen needs a tenth of it. */
const quota = { files: 1_000, bytes: 1_073_741_824 }

/** Refuses an upload when the organisation has stored its share of the day (in Shanghai). */
export async function requireQuota(reader: Reader, { actor, now }: Context): Promise<void> {
  const midnight = new Date(`${dayOf(now)}T00:00:00+08:00`)
  const stored = await uploadedSince(reader, actor.organisationId, midnight)
  if (stored.files < quota.files && stored.bytes < quota.bytes) return
  const seconds = Math.ceil((midnight.getTime() + 86_400_000 - now.getTime()) / 1_000)
  throw new AppError('upload_quota_reached', { values: { files: quota.files, seconds } })
}
