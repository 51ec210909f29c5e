import { afterEach, expect, test } from 'vitest'
import { useActionText, useSubjectText } from '../../../web/evidence/use-action-text.ts'
import { i18n } from '../../../web/platform/i18n.ts'
import { inApp } from '../in-app.ts'

afterEach(() => {
  i18n.global.locale.value = 'zh-CN'
})

test('an act of the audit log is said in English where only English texts are loaded', async () => {
  i18n.global.mergeLocaleMessage('en', {
    evidence: { actions: { orders: { ship: 'Order shipped' } }, subjects: { lot: 'Lot' } },
  })
  i18n.global.locale.value = 'en'
  const { result: texts } = await inApp(() => ({ act: useActionText(), of: useSubjectText() }))
  expect(texts.act('orders.ship')).toBe('Order shipped')
  expect(texts.of('lot')).toBe('Lot')
  expect(texts.act('orders.unheard-of')).toBe('orders.unheard-of')
})
