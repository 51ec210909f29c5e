import { onScopeDispose, type Ref, ref, watch } from 'vue'
import { readThumbnail } from '../../shared/evidence/evidence.api.ts'
import { fetchFile } from './api-files.ts'

/**
 * The address of a photo that only some may see, for an `<img>`: an image request cannot carry
 * the token, so the photo is fetched and shown from memory. Null while it is not there.
 */
export function usePhotoUrl(fileId: () => string | null, width: '320' | '960' = '320') {
  const url: Ref<string | null> = ref(null)

  function forget() {
    if (url.value !== null) URL.revokeObjectURL(url.value)
    url.value = null
  }

  watch(
    fileId,
    async (wanted) => {
      forget()
      if (wanted === null) return
      const fetched = await fetchFile(readThumbnail, {
        params: { fileId: wanted },
        query: { width },
      }).catch(() => null)
      if (fetched !== null && wanted === fileId()) url.value = fetched
      else if (fetched !== null) URL.revokeObjectURL(fetched)
    },
    { immediate: true },
  )
  onScopeDispose(forget)
  return url
}
