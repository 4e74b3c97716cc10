import type { Messages } from '@erp/graphql-kit'

/** Messaging's resolvers word their own refusals; the server only asks that every kind has a sentence. */
export const operatorMessages: Messages = Object.fromEntries(
  ['InboxMessageNotFound', 'InboxMessageNotHeld', 'SagaNotFound', 'SagaNotSuspended', 'NothingToRepublish'].map(
    (refusal) => [refusal, { en: () => refusal, zh: () => refusal }],
  ),
)
