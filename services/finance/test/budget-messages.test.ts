import { userError } from '@erp/graphql-kit'
import { type Period, type Refusal, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import type { BudgetShortage } from '../src/domain/budget-check.ts'
import { budgetMessages as messages } from '../src/graphql/budget-messages.ts'

const shortage: BudgetShortage = {
  ...{ accountCode: '6602', departmentId: null, projectId: null, span: 'TO_DATE', level: 'BLOCK' },
  ...{ period: '2026-03' as Period, available: '12.00', asked: '20.00' },
}

test.each<readonly [Refusal, string, string]>([
  [
    refuse('BudgetExceeded', { shortages: [shortage, { ...shortage, accountCode: '6601', span: 'YEAR' }] }),
    'The budget does not cover it: 6602 has 12.00 left up to 2026-03 and 20.00 is asked; 6601 has 12.00 left of 2026 and 20.00 is asked.',
    '超出预算：科目 6602 截至 2026-03 累计可用 12.00，申请 20.00；科目 6601 2026 全年可用 12.00，申请 20.00。',
  ],
  [
    refuse('BudgetNotReady', { number: 'BUD-2026-000001', status: 'ACTIVE' }),
    'BUD-2026-000001 is in force, so this cannot be done.',
    'BUD-2026-000001 的状态为已生效，不能进行该操作。',
  ],
  [
    refuse('BudgetItemNotFound', { accountCode: '6602', departmentCode: 'SALES', projectCode: null }),
    'The budget in force has no item 6602 / SALES.',
    '生效的预算中没有预算项 6602 / SALES。',
  ],
])('%j is said in both languages', (refusal, en, zh) => {
  expect(userError(refusal, { messages, language: 'en' }).message).toBe(en)
  expect(userError(refusal, { messages, language: 'zh-CN' }).message).toBe(zh)
})
