import { ElMessage } from 'element-plus'
import 'element-plus/es/components/message/style/css'

/** Says in passing that something is done. What went wrong stays on the page instead. */
export function notify(text: string): void {
  ElMessage({ message: text, type: 'success', duration: 4_000, grouping: true, plain: true })
}
