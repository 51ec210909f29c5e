import { ElMessageBox } from 'element-plus'
import 'element-plus/es/components/message-box/style/css'
import { i18n } from '../platform/i18n.ts'

/** Asks before an act that cannot be taken back; true when the person goes on. */
export async function confirmAct(options: {
  title: string
  text: string
  /** The act itself, as a verb: "作废". */
  confirm: string
  danger?: boolean
}): Promise<boolean> {
  const { t } = i18n.global
  return ElMessageBox.confirm(options.text, options.title, {
    confirmButtonText: options.confirm,
    cancelButtonText: t('ui.cancel'),
    confirmButtonType: options.danger ? 'danger' : 'primary',
    closeOnClickModal: false,
  }).then(
    () => true,
    () => false,
  )
}
