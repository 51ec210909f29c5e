import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

/** An act of the audit log in words; one that has none yet stands as it was recorded. */
export function useActionText(): (action: string) => string {
  const { t, te } = useI18n()
  return (action) => {
    const key = `evidence.actions.${action}`
    return te(key) ? t(key) : action
  }
}

/** The subject of an audit entry in words. */
export function useSubjectText(): (subjectType: string) => string {
  const { t, te } = useI18n()
  return (subjectType) => {
    const key = `evidence.subjects.${subjectType}`
    return te(key) ? t(key) : subjectType
  }
}

/** Every act that has words, by the name it is recorded under; those of the demo are nobody's. */
export function useAllActions() {
  const { tm } = useI18n()
  return computed(() => {
    const domains: Record<string, Record<string, unknown>> = tm('evidence.actions')
    return Object.entries(domains)
      .filter(([domain]) => domain !== 'demo')
      .flatMap(([domain, acts]) => Object.keys(acts).map((act) => `${domain}.${act}`))
  })
}
