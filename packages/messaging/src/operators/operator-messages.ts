import type { Language } from '@erp/service-kit'
import type { Refusal } from '@erp/values'

/** A refusal as the graph shows it. */
export interface OperatorError {
  readonly __typename: string
  readonly message: string
  readonly code: string
  readonly path: readonly string[]
}

type Sentence = (facts: Readonly<Record<string, unknown>>) => string

/** A sentence for every refusal of an operator's mutation, as the subgraph asks for. */
export const operatorMessages: Readonly<Record<string, { readonly en: Sentence; readonly zh: Sentence }>> = {
  IdempotencyKeyReused: {
    en: () => 'This idempotency key was already used with other input.',
    zh: () => '该幂等键已用于不同的请求。',
  },
  InvalidInput: {
    en: ({ field, problem }) => `${field} cannot be used: ${problem}.`,
    zh: ({ field, problem }) => `${field} 无效：${problem}。`,
  },
  InboxMessageNotFound: { en: () => 'There is no such message.', zh: () => '收件不存在。' },
  InboxMessageNotHeld: {
    en: ({ status }) =>
      `Only a message held as the first of its subject can be retried or skipped; this one is ${status}.`,
    zh: ({ status }) => `只有受阻且排在首位的收件才能重试或跳过，当前状态为 ${status}。`,
  },
  SkipAlreadyRequested: {
    en: () => 'Somebody has already asked to skip this message; another person confirms it.',
    zh: () => '已有人申请跳过该收件，请由另一人确认。',
  },
  SkipNotRequested: {
    en: () => 'Nobody has asked to skip this message, so there is nothing to confirm.',
    zh: () => '尚未申请跳过该收件，无需确认。',
  },
  SkipNeedsAnotherPerson: {
    en: () => 'You asked to skip this message yourself; another person has to confirm it.',
    zh: () => '该收件由您本人申请跳过，须由另一人确认。',
  },
  SagaNotFound: { en: () => 'There is no such process.', zh: () => '流程不存在。' },
  SagaNotSuspended: {
    en: ({ status }) => `Only a suspended process can be set going again; this one is ${status}.`,
    zh: ({ status }) => `只有已挂起的流程才能恢复，当前状态为 ${status}。`,
  },
  NothingToRepublish: {
    en: () => 'Nothing was ever sent about this document.',
    zh: () => '该单据没有可重新发送的消息。',
  },
}

/** Puts a refusal into words. Throws when there are none: that is a bug, not an answer. */
export function operatorError({ refusal, ...facts }: Refusal, language: Language): OperatorError {
  const sentence = operatorMessages[refusal]
  if (sentence === undefined) throw new Error(`There is no sentence for the refusal ${refusal}`)
  return {
    ...facts,
    __typename: refusal,
    message: language === 'zh-CN' ? sentence.zh(facts) : sentence.en(facts),
    code: refusal.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
    path: ['input'],
  }
}
