import { connection, pageOf, payload } from '@erp/graphql-kit'
import { isId } from '@erp/values'
import type { CompanyResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findCompany, listCompaniesOf } from '../store/companies.ts'
import { actFor, scopeTo } from '../store/windows.ts'
import { registerCompany } from '../use-cases/register-company.ts'

export const Query: Pick<QueryResolvers, 'companies'> = {
  companies: async (_, args, { transactor, caller }) => {
    const page = pageOf(args)
    const companies = await transactor.read([], async (tx) => {
      await actFor(tx, caller.userId)
      return listCompaniesOf(tx, caller.userId, { limit: page.limit, afterCode: page.after?.[0] ?? '' })
    })
    return connection(companies, { ...page, orderKey: (company) => [company.code] })
  },
}

export const Mutation: Pick<MutationResolvers, 'registerCompany'> = {
  registerCompany: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'company',
      await context.transactor.once(
        context.caller,
        { operation: 'registerCompany', idempotencyKey, input },
        (unit) => registerCompany(unit, input),
        async (tx, id) => {
          await scopeTo(tx, [id])
          return findCompany(tx, id)
        },
      ),
      context,
    ),
}

export const Company: CompanyResolvers = {
  __resolveReference: async ({ id }, { loaders }) => (isId(id) ? ((await loaders.companies.load(id)) ?? null) : null),
}
