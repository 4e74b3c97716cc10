import { payload, rowFaults } from '@erp/graphql-kit'
import type { IdempotencyKeyReused } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import type { MutationResolvers } from '../generated/graphql.ts'
import {
  findImportedSupplierList,
  importSupplierPriceList,
  previewSupplierPriceList,
  type SupplierPriceImportRefused,
  type SupplierPriceListImport,
} from '../use-cases/import-supplier-price-list.ts'
import type { Context } from './context.ts'

export const Mutation: MutationResolvers = {
  importSupplierPriceList: async (_, { input: { idempotencyKey, dryRun = false, ...given } }, context) => {
    const { caller, transactor } = context
    const { currency = null, endsOn = null, agreedValue = null, expectedVersion = null } = given
    const file = { ...given, currency, endsOn, agreedValue, expectedVersion }
    if (dryRun) {
      const asked = { companyId: caller.companyId, now: new Date() }
      const preview = await transactor.read([caller.companyId], (tx) => previewSupplierPriceList(tx, asked, file))
      return payload('import', isRefusal(preview) ? told(preview, context) : shown(preview, null), context)
    }
    const outcome = await transactor.once<SupplierPriceListImport | SupplierPriceImportRefused>(
      caller,
      { operation: 'importSupplierPriceList', idempotencyKey, input: file },
      (unit) => importSupplierPriceList(unit, file),
      findImportedSupplierList,
    )
    return payload('import', isRefusal(outcome) ? told(outcome, context) : shown(outcome, outcome), context)
  },
}

function shown({ lines, difference }: SupplierPriceListImport, supplierPriceList: SupplierPriceListImport | null) {
  return { lines: lines.length, ...difference, supplierPriceList }
}

/** The refusal with a sentence for every fault. */
function told(refusal: SupplierPriceImportRefused | IdempotencyKeyReused, context: Context) {
  return refusal.refusal === 'SupplierPriceRowsInvalid'
    ? { ...refusal, rows: rowFaults(refusal.rows, context) }
    : refusal
}
