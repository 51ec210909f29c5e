import type { z } from 'zod'
import { readFile } from '../../shared/evidence/evidence.api.ts'
import {
  declareCapacity as declareEndpoint,
  division,
  profile as profileEndpoint,
  saveProfile as saveEndpoint,
} from '../../shared/villages/villages.api.ts'
import type {
  capacityBody,
  profileBody,
  VillageProfile,
} from '../../shared/villages/villages.schemas.ts'
import { useStoredFile } from '../evidence/use-upload.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type ProfileDraft = z.input<typeof profileBody>
export type CapacityDraft = z.input<typeof capacityBody>

/** A village as those see it who work with it: its profile and its place in the tree. */
export function useVillage(code: () => string) {
  const load = useLoad(
    async (signal) => {
      const params = { code: code() }
      const [profile, node] = await Promise.all([
        call(profileEndpoint, { params }, { signal }),
        call(division, { params }, { signal }),
      ])
      return { profile, node }
    },
    [code],
  )

  const saveProfile = useAct(async (body: ProfileDraft) => {
    show(await call(saveEndpoint, { params: { code: code() }, body }))
  })
  const declareCapacity = useAct(async (body: CapacityDraft) => {
    show(await call(declareEndpoint, { params: { code: code() }, body }))
  })

  const document = useStoredFile()
  const openFile = useAct((fileId: string) => download(readFile, { params: { fileId } }))

  function show(profile: VillageProfile) {
    if (load.data.value) load.data.value = { ...load.data.value, profile }
  }

  return { ...load, saveProfile, declareCapacity, document, openFile }
}
