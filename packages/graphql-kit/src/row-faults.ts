import type { Refusal } from '@erp/values'
import { userError } from './payload.ts'

/** What is wrong with rows of an import 导入, with a sentence for each. */
export function rowFaults<Fault extends { readonly refusal: Refusal }>(
  faults: readonly Fault[],
  context: Parameters<typeof userError>[1],
) {
  return faults.map(({ refusal, ...row }) => {
    const { code, message, path } = userError(refusal, context)
    return { ...row, code, message, path }
  })
}
