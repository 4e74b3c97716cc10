import { connectionOfAll } from '@erp/graphql-kit'
import type { QueryResolvers } from '../generated/graphql.ts'
import { listRoles } from '../store/roles.ts'

export const Query: Pick<QueryResolvers, 'roles'> = {
  roles: async (_, args, { transactor, caller }) =>
    connectionOfAll(await transactor.read([caller.companyId], listRoles), args, (role) => [role.code]),
}
