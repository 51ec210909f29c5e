import type { ActPhoto, Path } from '../platform/offline/database.ts'
import { useKeptPhotos } from '../platform/offline/use-kept-photos.ts'
import { type Act, useAct } from '../platform/use-act.ts'
import { photoUrl } from './photo-url.ts'

/** Before the id of a photo that is on this device and not at the server yet. */
const keptMark = 'kept:'

/** A photo of a form, stored or kept: its id as the form holds it. */
export interface KeptUpload
  extends Act<[file: File, onProgress: (share: number) => void], { fileId: string }> {
  addressOf: (fileId: string) => string | null
}

/** Keeps the photos of a form on this device; they are stored with what the form sends. */
export function useKeptUpload(): KeptUpload {
  const photos = useKeptPhotos()
  const keep = useAct(async (file: File, onProgress: (share: number) => void) => {
    const photoId = await photos.keepPhoto(file)
    onProgress(1)
    return { fileId: `${keptMark}${photoId}` }
  })
  const addressOf = (fileId: string) =>
    fileId.startsWith(keptMark)
      ? photos.addressOf(fileId.slice(keptMark.length))
      : photoUrl(fileId, 320)
  return { ...keep, addressOf }
}

/** A body without the photos that are kept, and those photos with where each belongs. */
export function withKeptPhotos<T>(body: T, isPublic: boolean): { body: T; photos: ActPhoto[] } {
  const photos: ActPhoto[] = []
  const without = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string' && value.startsWith(keptMark)) {
      photos.push({ photoId: value.slice(keptMark.length), path, isPublic, fileId: null })
      return null
    }
    if (Array.isArray(value)) return value.map((each, index) => without(each, [...path, index]))
    if (typeof value !== 'object' || value === null) return value
    const members = Object.entries(value).map(([key, each]) => [key, without(each, [...path, key])])
    return Object.fromEntries(members)
  }
  return { body: without(body, ['body']) as T, photos }
}
