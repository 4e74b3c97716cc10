import { taxCodeChanged, voucherTemplateActivated } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import type { SetUp } from '../domain/missing-set-up.ts'
import { insertRules } from '../store/account-rules.ts'
import { insertAccounts } from '../store/accounts.ts'
import { insertExpenseTypes } from '../store/expense-types.ts'
import { insertTaxCodes } from '../store/tax-codes.ts'
import { insertTemplates } from '../store/voucher-templates.ts'
import { toTaxCodeChanged, toTemplateActivated } from './book-events.ts'
import { tellAccountRules } from './tell-account-rules.ts'

/** Stores what comes with the project in books that do not have it, and tells the others, who know by it what they may confirm. */
export async function bringSetUp(
  unit: UnitOfWork,
  sets: readonly SetUp[],
  change: 'OPENED' | 'CREATED',
): Promise<void> {
  const { tx, caller, now } = unit
  const accounts = sets.flatMap((set) => set.accounts)
  const rules = sets.flatMap((set) => set.rules)
  const taxCodes = sets.flatMap((set) => set.taxCodes)
  const templates = sets.flatMap((set) => set.templates)
  const expenseTypes = sets.flatMap((set) => set.expenseTypes)
  await insertAccounts(tx, accounts, change)
  await insertRules(tx, rules, { userId: caller.userId, at: now })
  await insertTaxCodes(tx, taxCodes)
  await insertTemplates(tx, templates)
  await insertExpenseTypes(tx, expenseTypes)
  await tellAccountRules(unit, rules)
  await emitAll(unit, taxCodeChanged, taxCodes.map(toTaxCodeChanged))
  await emitAll(
    unit,
    voucherTemplateActivated,
    templates.map((template) => toTemplateActivated(template)),
  )
}
