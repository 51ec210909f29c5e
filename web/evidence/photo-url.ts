import { urlOf } from '../../shared/endpoint.ts'
import { readThumbnail } from '../../shared/evidence/evidence.api.ts'

/** Where a public photo lies in a small width. */
export function photoUrl(fileId: string, width: 320 | 960): string {
  return urlOf(readThumbnail, { params: { fileId }, query: { width } })
}
