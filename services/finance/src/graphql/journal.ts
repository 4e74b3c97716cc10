import { badInput, connection, pageOf } from '@erp/graphql-kit'
import { isCashFlowItem } from '../domain/cash-flow-item.ts'
import type { QueryResolvers } from '../generated/graphql.ts'
import { cashFlowEntries, type JournalEntry, journalEntries } from '../store/journal.ts'
import { positionKeys, positionOf, readPosition, windowOf } from './report-arguments.ts'

export const Query: QueryResolvers = {
  journal: async (_, { word = null, first, after, ...asked }, { transactor, caller }) => {
    const window = windowOf(asked)
    const page = pageOf({ first, after }, positionKeys)
    const position = page.after && readPosition(page.after)
    const entries = await transactor.read([caller.companyId], (tx) =>
      journalEntries(tx, caller.companyId, { window, word, limit: page.limit, after: position }),
    )
    return ofLines(entries, page)
  },

  cashFlowEntries: async (_, { item, first, after, ...asked }, { transactor, caller }) => {
    if (!isCashFlowItem(item)) throw badInput('item is the code of a cash-flow item.')
    const window = windowOf(asked)
    const page = pageOf({ first, after }, positionKeys)
    const position = page.after && readPosition(page.after)
    const entries = await transactor.read([caller.companyId], (tx) =>
      cashFlowEntries(tx, caller.companyId, { window, item, limit: page.limit, after: position }),
    )
    return ofLines(entries, page)
  },
}

/** A page of entries as a page of voucher lines, with the same cursors. */
function ofLines(entries: readonly JournalEntry[], page: ReturnType<typeof pageOf>) {
  const { edges, pageInfo } = connection(entries, { ...page, orderKey: positionOf })
  const lines = edges.map(({ cursor, node }) => ({ cursor, node: node.line }))
  return { edges: lines, nodes: lines.map(({ node }) => node), pageInfo }
}
