import { useI18n } from 'vue-i18n'
import { kilograms } from '../platform/format.ts'

/** Whether a pack's name says its weight already: "20 公斤筐". */
export function saysItsWeight(packName: string, packGrams: number): boolean {
  const weight = kilograms(packGrams).replace('.', '\\.')
  return new RegExp(`(^|[^\\d.])${weight}\\s*(公斤|千克|kg)`, 'i').test(packName)
}

/** A pack with its weight, said once. Who reads English does not read 公斤. */
export function usePackText() {
  const { t, locale } = useI18n()
  return (pack: { packName: string; packGrams: number }) =>
    locale.value === 'zh-CN' && saysItsWeight(pack.packName, pack.packGrams)
      ? pack.packName
      : t('orders.pack', { name: pack.packName, kilograms: kilograms(pack.packGrams) })
}
