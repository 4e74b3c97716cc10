import { payload, rowFaults } from '@erp/graphql-kit'
import type { IdempotencyKeyReused } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import type { MutationResolvers } from '../generated/graphql.ts'
import {
  findImportedList,
  importPriceList,
  type PriceImportRefused,
  type PriceListImport,
  previewPriceList,
} from '../use-cases/import-price-list.ts'
import type { Context } from './context.ts'

export const Mutation: MutationResolvers = {
  importPriceList: async (_, { input: { idempotencyKey, dryRun = false, ...given } }, context) => {
    const { caller, transactor } = context
    const { priceGroup = null, endsOn = null, pricesIncludeTax = false, expectedVersion = null } = given
    const file = { ...given, priceGroup, endsOn, pricesIncludeTax, expectedVersion }
    if (dryRun) {
      const asked = { companyId: caller.companyId, now: new Date() }
      const preview = await transactor.read([caller.companyId], (tx) => previewPriceList(tx, asked, file))
      return payload('import', isRefusal(preview) ? told(preview, context) : shown(preview, null), context)
    }
    const outcome = await transactor.once<PriceListImport | PriceImportRefused>(
      caller,
      { operation: 'importPriceList', idempotencyKey, input: file },
      (unit) => importPriceList(unit, file),
      findImportedList,
    )
    return payload('import', isRefusal(outcome) ? told(outcome, context) : shown(outcome, outcome), context)
  },
}

function shown({ lines, difference }: PriceListImport, priceList: PriceListImport | null) {
  return { lines: lines.length, ...difference, priceList }
}

/** The refusal with a sentence for every fault. */
function told(refusal: PriceImportRefused | IdempotencyKeyReused, context: Context) {
  return refusal.refusal === 'PriceRowsInvalid' ? { ...refusal, rows: rowFaults(refusal.rows, context) } : refusal
}
