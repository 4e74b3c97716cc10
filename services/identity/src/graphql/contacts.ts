import { payload } from '@erp/graphql-kit'
import { isId, isRefusal, refuse } from '@erp/values'
import { readContact } from '../domain/contact.ts'
import type { MutationResolvers, QueryResolvers, UserResolvers } from '../generated/graphql.ts'
import { findReachedBy, indexesOf } from '../store/user-contacts.ts'
import { findMember } from '../store/users.ts'
import { changeContact } from '../use-cases/change-contact.ts'

export const Query: Pick<QueryResolvers, 'usersReachedBy'> = {
  usersReachedBy: async (_, { where }, { transactor, caller, login, loaders }) => {
    const contact = readContact({ email: where.email ?? null, phone: where.phone ?? null })
    if (isRefusal(contact)) return []
    const ids = await transactor.read([caller.companyId], (tx) => findReachedBy(tx, login, caller.companyId, contact))
    const users = await Promise.all(ids.map((id) => loaders.members.load(id)))
    return users.filter((user) => user !== undefined)
  },
}

export const Mutation: Pick<MutationResolvers, 'changeContact'> = {
  changeContact: async (_, { input: { idempotencyKey, ...asked } }, context) => {
    if (!isId(asked.userId)) return payload('user', refuse('UserNotFound'), context)
    const mayManage = context.caller.permissions.has('identity.user.manage')
    const contact = { ...asked, email: asked.email ?? null, phone: asked.phone ?? null }
    // A stored request holds a quick hash of its input, which an address or a number could be guessed from.
    const input = { ...contact, ...indexesOf(context.login, contact) }
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeContact', idempotencyKey, input },
      (unit) => changeContact(unit, context.login, { ...contact, mayManage }),
      (tx, id) => findMember(tx, context.caller.companyId, id),
    )
    return payload('user', outcome, context)
  },
}

export const User: Pick<UserResolvers, 'email' | 'phone'> = {
  email: async ({ id }, _, { loaders }) => (await loaders.contacts.load(id))?.email ?? null,
  phone: async ({ id }, _, { loaders }) => (await loaders.contacts.load(id))?.phone ?? null,
}
