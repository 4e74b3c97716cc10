import type { Language } from '@erp/service-kit'
import { isRefusal, type Refusal } from '@erp/values'
import { type Messages, sentenceFor } from './messages.ts'

/** A refusal as the graph shows it: its facts, and what the UserError interface asks for. */
export interface UserErrorRecord {
  readonly __typename: string
  readonly message: string
  readonly code: string
  readonly path: readonly string[]
}

export type Payload<Field extends string, Outcome> = { readonly [Name in Field]: Exclude<Outcome, Refusal> | null } & {
  readonly userErrors: UserErrorRecord[]
}

/**
 * The payload of a mutation: the document, or why it was refused. A refusal may carry `path` as a fact; otherwise the
 * whole input is meant.
 */
export function payload<Field extends string, Outcome>(
  field: Field,
  outcome: Outcome,
  context: { readonly messages: Messages; readonly language: Language },
): Payload<Field, Outcome> {
  const answer = isRefusal(outcome)
    ? { [field]: null, userErrors: [userError(outcome, context)] }
    : { [field]: outcome, userErrors: [] }
  return answer as unknown as Payload<Field, Outcome>
}

export function userError(
  refusal: Refusal,
  context: { readonly messages: Messages; readonly language: Language },
): UserErrorRecord {
  const { refusal: name, ...facts } = refusal
  return {
    path: ['input'],
    ...facts,
    __typename: name,
    code: codeOf(name),
    message: sentenceFor(context.messages, refusal, context.language),
  }
}

/** `StaleVersion` → `STALE_VERSION`. */
export function codeOf(refusalName: string): string {
  return refusalName.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase()
}
