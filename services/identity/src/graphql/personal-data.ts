import { payload } from '@erp/graphql-kit'
import { isId, refuse } from '@erp/values'
import type { MutationResolvers, PersonalDataResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findMember } from '../store/users.ts'
import { ownPersonalData, personalDataOfMember, pseudonymiseUser } from '../use-cases/personal-data.ts'

export const Query: Pick<QueryResolvers, 'myPersonalData' | 'personalData'> = {
  myPersonalData: async (_, __, { transactor, caller, login }) =>
    (await ownPersonalData(transactor, login, caller)) ?? null,
  personalData: async (_, { userId }, { transactor, caller, login }) =>
    isId(userId) ? ((await personalDataOfMember(transactor, login, caller, userId)) ?? null) : null,
}

/** What each service holds is told by the resolvers of the kit. */
export const PersonalData: Pick<PersonalDataResolvers, 'userId'> = { userId: ({ id }) => id }

export const Mutation: Pick<MutationResolvers, 'pseudonymiseUser'> = {
  pseudonymiseUser: async (_, { input: { idempotencyKey, ...input } }, context) => {
    if (!isId(input.userId)) return payload('user', refuse('UserNotFound'), context)
    // Of a password nobody knows, so that not even the hash of the former one stays.
    const passwordHash = await context.login.passwords.hash(crypto.randomUUID())
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'pseudonymiseUser', idempotencyKey, input },
      (unit) => pseudonymiseUser(unit, { ...input, passwordHash }),
      (tx, id) => findMember(tx, context.caller.companyId, id),
    )
    if (!('refusal' in outcome)) context.login.persons.destroy([input.userId])
    return payload('user', outcome, context)
  },
}
