import { connection, pageOf } from '@erp/graphql-kit'
import type { QueryResolvers, TaxCodeResolvers } from '../generated/graphql.ts'
import { listTaxCodes } from '../store/tax-codes.ts'

export const Query: QueryResolvers = {
  taxCodes: async (_, position, { transactor, caller }) => {
    const page = pageOf(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      listTaxCodes(tx, caller.companyId, { limit: page.limit, afterCode: page.after?.[0] ?? '' }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },
}

export const TaxCode: TaxCodeResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.taxCode.load(id),
}
