import type { Language } from '@erp/service-kit'
import type { Refusal } from '@erp/values'

/** One refusal's sentence in both languages, made from its facts. */
export interface Message<Facts = never> {
  en(facts: Facts): string
  zh(facts: Facts): string
}

/** Sentences by the name of the refusal, which is also the name of its GraphQL type. */
export type Messages = Readonly<Record<string, Message>>

type RefusalsOf<UseCase> = UseCase extends (...input: never[]) => infer Result
  ? Extract<Awaited<Result>, Refusal>
  : never

/**
 * A sentence for every refusal that these use cases can give: with `satisfies MessagesFor<typeof confirm | typeof
 * amend>` a missing one does not compile. Those of the kit need not be repeated.
 */
export type MessagesFor<UseCase> = {
  readonly [Name in Exclude<RefusalsOf<UseCase>['refusal'], keyof typeof commonMessages>]: Message<
    Extract<RefusalsOf<UseCase>, Refusal<Name>>
  >
}

interface PeriodFacts {
  readonly period: string
  readonly status: string
  readonly module?: string
}

/** The refusals that every service shares. */
export const commonMessages = {
  StaleVersion: {
    en: ({ currentVersion }: { currentVersion: number }) =>
      `Somebody changed this document; it is now version ${currentVersion}. Read it again.`,
    zh: ({ currentVersion }: { currentVersion: number }) =>
      `单据已被他人修改，当前版本为 ${currentVersion}，请重新读取后再操作。`,
  },
  IdempotencyKeyReused: {
    en: () => 'This idempotency key was already used with other input.',
    zh: () => '该幂等键已用于不同的请求。',
  },
  InvalidInput: {
    en: ({ field, problem }: { field: string; problem: string }) => `${field} cannot be used: ${problem}.`,
    zh: ({ field, problem }: { field: string; problem: string }) => `${field} 无效：${problem}。`,
  },
  PeriodNotOpen: {
    en: ({ period, status, module }: PeriodFacts) =>
      module === undefined
        ? `Period ${period} is not open; it is ${status}.`
        : `Period ${period} is sealed for ${module}; ask finance or choose a later day.`,
    zh: ({ period, status, module }: PeriodFacts) =>
      module === undefined
        ? `会计期间 ${period} 未打开，当前状态为 ${status}。`
        : `会计期间 ${period} 的 ${module} 模块已结账，请联系财务或改用之后的日期。`,
  },
} as const

/** The sentence for a refusal. Throws when the service has none: that is a bug, not an answer. */
export function sentenceFor(messages: Messages, refusal: Refusal, language: Language): string {
  const message: Message | undefined = Object.hasOwn(messages, refusal.refusal) ? messages[refusal.refusal] : undefined
  if (!message) throw new Error(`There is no sentence for the refusal ${refusal.refusal}`)
  return language === 'zh-CN' ? message.zh(refusal as never) : message.en(refusal as never)
}
