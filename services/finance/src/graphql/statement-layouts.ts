import { badInput, payload } from '@erp/graphql-kit'
import type { ActivateStatementLayoutInput, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { basisOfStatements, findLayoutById, listLayouts } from '../store/statement-layouts.ts'
import { activateStatementLayout } from '../use-cases/activate-statement-layout.ts'

const mostRows = 300

export const Query: QueryResolvers = {
  statementLayouts: (_, { statement }, { transactor, caller }) =>
    transactor.read([caller.companyId], async (tx) => {
      const basis = await basisOfStatements(tx, caller.companyId)
      return basis ? listLayouts(tx, caller.companyId, { statement, standard: basis.standard }) : []
    }),
}

export const Mutation: MutationResolvers = {
  activateStatementLayout: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const content = toContent(input)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'activateStatementLayout', idempotencyKey, input },
      (unit) => activateStatementLayout(unit, content),
      async (tx, id) => {
        const layout = await findLayoutById(tx, id)
        return layout && { ...layout, id }
      },
    )
    return payload('statementLayout', outcome, context)
  },
}

function toContent({
  statement,
  expectedVersion,
  nameZh,
  nameEn,
  rows,
}: Omit<ActivateStatementLayoutInput, 'idempotencyKey'>) {
  if (rows.length > mostRows) throw badInput(`A layout has at most ${mostRows} rows.`)
  if (rows.some(({ indent = 0 }) => indent < 0 || indent > 5)) throw badInput('indent is 0 to 5.')
  if (rows.some(({ formula }) => (formula ?? '').length > 2_000)) throw badInput('formula has at most 2000 characters.')
  return {
    statement,
    expectedVersion,
    name: { zh: nameZh, en: nameEn },
    rows: rows.map(({ key, captionZh, captionEn, indent = 0, side, formula = null }) => ({
      key,
      caption: { zh: captionZh, en: captionEn },
      indent,
      side,
      formula,
    })),
  }
}
