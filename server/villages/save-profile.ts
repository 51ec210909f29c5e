import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type { profileBody } from '../../shared/villages/villages.schemas.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { lockDivision } from './divisions.queries.ts'
import { selectProfile, upsertProfile } from './profiles.queries.ts'

export type ProfileInput = z.output<typeof profileBody> & { villageCode: string }

/** Writes a village's profile whole. The photo must be one this organisation has uploaded. */
export async function saveProfile(
  tx: Transaction,
  context: Context,
  input: ProfileInput,
): Promise<void> {
  const { villageCode, introduction, season, households, photoFileId } = input
  const division = await lockDivision(tx, villageCode)
  if (division === null) throw new AppError('not_found')
  const before = await selectProfile(tx, villageCode)
  const { organisationId } = context.actor
  const isNewPhoto = photoFileId !== null && photoFileId !== before?.photoFileId
  if (isNewPhoto && !(await fileExists(tx, photoFileId, organisationId)))
    throw fieldError(['photoFileId'], 'not_found')
  await upsertProfile(tx, {
    villageCode,
    introduction,
    season,
    households,
    photoFileId,
    updatedAt: context.now,
  })
  await recordAudit(tx, context, {
    action: 'villages.save-profile',
    subjectType: 'village',
    subjectId: villageCode,
    before: before && {
      introduction: before.introduction,
      season: before.season,
      households: before.households,
      photoFileId: before.photoFileId,
    },
    after: { introduction, season, households, photoFileId },
  })
}
