import { userError } from '@erp/graphql-kit'
import type { RowFault } from '../domain/import-vouchers.ts'
import type { Context } from './context.ts'

/** What is wrong with the rows of a file, as the graph says it. */
export function rowErrors(faults: readonly RowFault[], context: Context) {
  return faults.map(({ line, column, refusal }) => {
    const { code, message } = userError(refusal, context)
    return { line, column, code, message }
  })
}
