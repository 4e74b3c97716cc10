import { connection, pageOf, payload } from '@erp/graphql-kit'
import { isId, isRefusal, refuse } from '@erp/values'
import type {
  MutationResolvers,
  QueryResolvers,
  SecurityAlertResolvers,
  SecurityEventResolvers,
} from '../generated/graphql.ts'
import { findSecurityAlert, listAlertRules, listSecurityAlerts } from '../store/security-alerts.ts'
import { listSecurityEvents } from '../store/security-events.ts'
import { acknowledgeAlert, setAlertRule } from '../use-cases/security-alerts.ts'
import type { Context } from './context.ts'

export const Query: Pick<QueryResolvers, 'securityEvents' | 'securityAlerts' | 'alertRules'> = {
  securityEvents: async (_, { where, ...args }, { transactor, caller }) => {
    const page = pageOf(args, ['id'])
    const { kinds, userId, origin, from, until } = where ?? {}
    const filter = {
      ...{ kinds: kinds ?? undefined, userId: userId ?? undefined, origin: origin ?? undefined },
      ...{ from: from ?? undefined, until: until ?? undefined },
    }
    const isNobody = filter.userId !== undefined && !isId(filter.userId)
    const events = isNobody
      ? []
      : await transactor.read([caller.companyId], (tx) =>
          listSecurityEvents(tx, caller.companyId, filter, { limit: page.limit, beforeId: page.after?.[0] }),
        )
    return connection(events, { ...page, orderKey: (event) => [event.id] })
  },
  securityAlerts: async (_, { waiting, ...args }, { transactor, caller }) => {
    const page = pageOf(args, ['id'])
    const wanted = { limit: page.limit, beforeId: page.after?.[0], isWaiting: waiting ?? true }
    const alerts = await transactor.read([caller.companyId], (tx) => listSecurityAlerts(tx, caller.companyId, wanted))
    return connection(alerts, { ...page, orderKey: (alert) => [alert.id] })
  },
  alertRules: (_, __, context) => rulesOf(context),
}

export const Mutation: Pick<MutationResolvers, 'setAlertRule' | 'acknowledgeAlert'> = {
  setAlertRule: async (_, { input: { idempotencyKey, ...given } }, context) => {
    const input = { ...given, active: given.active ?? true }
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setAlertRule', idempotencyKey, input },
      (unit) => setAlertRule(unit, input),
      async (_tx, id) => ({ id }),
    )
    const { userErrors } = payload('rule', outcome, context)
    return { alertRules: isRefusal(outcome) ? null : await rulesOf(context), userErrors }
  },
  acknowledgeAlert: async (_, { input: { idempotencyKey, ...input } }, context) => {
    if (!isId(input.alertId)) return payload('alert', refuse('AlertNotFound'), context)
    const seen = { alertId: input.alertId, note: input.note ?? null }
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'acknowledgeAlert', idempotencyKey, input: seen },
      (unit) => acknowledgeAlert(unit, seen),
      findSecurityAlert,
    )
    return payload('alert', outcome, context)
  },
}

export const SecurityEvent: SecurityEventResolvers = {
  user: ({ userId }, _, context) => member(userId, context),
  actor: ({ actorId }, _, context) => member(actorId, context),
}

export const SecurityAlert: SecurityAlertResolvers = {
  user: ({ userId }, _, context) => member(userId, context),
  acknowledgedBy: ({ acknowledgedBy }, _, context) => member(acknowledgedBy, context),
}

function rulesOf({ transactor, caller }: Context) {
  return transactor.read([caller.companyId], (tx) => listAlertRules(tx, caller.companyId))
}

async function member(userId: string | null, { loaders }: Context) {
  return userId === null ? null : ((await loaders.members.load(userId)) ?? null)
}
