import { userError } from '@erp/graphql-kit'
import type { Refusal } from '@erp/values'
import type { Context } from './context.ts'

/** What is wrong with rows of an import, with a sentence for each. */
export function inSentences<Fault extends { readonly refusal: Refusal }>(faults: readonly Fault[], context: Context) {
  return faults.map(({ refusal, ...row }) => {
    const { code, message, path } = userError(refusal, context)
    return { ...row, code, message, path }
  })
}
