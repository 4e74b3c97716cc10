import type { BusinessDate } from '@erp/values'

export function day(text: string): BusinessDate {
  return text as BusinessDate
}
