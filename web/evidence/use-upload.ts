import { shallowRef } from 'vue'
import type { Result } from '../../shared/endpoint.ts'
import { uploadFile } from '../../shared/evidence/evidence.api.ts'
import { upload } from '../platform/api-files.ts'
import { type Act, useAct } from '../platform/use-act.ts'

type StoredFile = Result<typeof uploadFile>

export type Upload = Act<[file: File, onProgress: (share: number) => void], StoredFile>

/** One private file beside a form: what is stored of it, its name, and the upload's problem. */
export function useStoredFile() {
  const upload = useUpload({ isPublic: false })
  const stored = shallowRef<StoredFile | null>(null)
  async function send(file: File, onProgress: (share: number) => void): Promise<void> {
    stored.value = await upload.run(file, onProgress)
  }
  return { stored, send, problem: upload.problem }
}

/** Stores a file or photo; one that is public is readable without signing in. */
export function useUpload({ isPublic }: { isPublic: boolean }): Upload {
  return useAct((file, onProgress) => {
    const fields = { isPublic: String(isPublic) }
    return upload(uploadFile, {}, { file, fileName: file.name, fields, onProgress })
  })
}
