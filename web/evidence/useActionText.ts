import { useI18n } from 'vue-i18n'

/** An act of the audit log in words; one that has none yet stands as it was recorded. */
export function useActionText(): (action: string) => string {
  const { t, te } = useI18n()
  return (action) => {
    const key = `evidence.actions.${action}`
    return te(key, 'zh-CN') ? t(key) : action
  }
}
