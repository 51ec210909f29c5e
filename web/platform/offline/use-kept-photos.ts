import { onScopeDispose, reactive } from 'vue'
import { useSession } from '../session.store.ts'
import { type Act, useActs } from '../use-act.ts'
import { dropPhotos, keepPhoto, photoOf } from './photos.ts'

/** Photos that are kept on this device until the act they belong to is sent. */
export function useKeptPhotos() {
  const { owner } = useSession()
  const addresses = reactive(new Map<string, string>())
  const requested = new Set<string>()

  onScopeDispose(() => {
    for (const address of addresses.values()) URL.revokeObjectURL(address)
  })

  /** Where the page finds the picture, or null until it is read. */
  function addressOf(photoId: string): string | null {
    if (!requested.has(photoId)) {
      requested.add(photoId)
      void photoOf(photoId).then((photo) => {
        if (photo !== null) addresses.set(photoId, URL.createObjectURL(photo))
      })
    }
    return addresses.get(photoId) ?? null
  }

  /** Keeps a photo for one of several things; `actOf(id).run` gives the photo's id. */
  const keepFor = useActs((_thing: string, file: File) => keepPhoto(owner, file))
  const keepPhotoFor: (thing: string) => Act<[file: File], string> = keepFor

  return {
    addressOf,
    keepPhotoFor,
    keepPhoto: (file: File) => keepPhoto(owner, file),
    dropPhoto: (photoId: string) => dropPhotos([photoId]),
  }
}
