import { approvalReasons, type Message } from '@erp/graphql-kit'
import type { Language } from '@erp/service-kit'
import { approvalLeg } from '@erp/values'
import type { InventoryDocument } from '../domain/inventory-document.ts'
import type { DocumentLegs, LedgerLeg } from '../store/ledger-legs.ts'
import type { StockLedgerEntry } from '../store/stock-ledger.ts'

type Facts = Readonly<Record<string, string>>

/** Why finance holds a posting, for people; a reason without a sentence is shown with its facts. */
const sentences: Readonly<Record<string, Message<Facts>>> = {
  ...approvalReasons,
  PERIOD_CLOSED: {
    en: ({ period }) => `Period ${period} is closed; the posting goes on when it is reopened.`,
    zh: ({ period }) => `会计期间 ${period} 已结账，反结账后自动继续入账。`,
  },
  PERIOD_MISSING: {
    en: ({ period }) => `Finance has no period ${period}.`,
    zh: ({ period }) => `财务尚未建立会计期间 ${period}。`,
  },
  ACCOUNT_RULE_MISSING: {
    en: ({ accountKey }) => `No account is set for ${accountKey}; the posting goes on when there is one.`,
    zh: ({ accountKey }) => `科目键 ${accountKey} 未设置会计科目，设置后自动继续入账。`,
  },
  VOUCHER_TEMPLATE_MISSING: {
    en: ({ eventKind }) => `There is no active voucher template for ${eventKind}.`,
    zh: ({ eventKind }) => `业务事件 ${eventKind} 没有启用的凭证模板。`,
  },
  WAITING_FOR_REVIEW: {
    en: ({ number }) => `The voucher waits for review as ${number}.`,
    zh: ({ number }) => `凭证 ${number} 待审核，审核过账后自动入账。`,
  },
  VOUCHER_TURNED_DOWN: {
    en: ({ number, said }) =>
      `The voucher ${number} was turned down: ${said}. It waits for a review by hand, or for the document to be taken back.`,
    zh: ({ number, said }) => `凭证 ${number} 审批被驳回：${said}。请人工审核，或撤回单据。`,
  },
}

/** The legs of a stock ledger entry: it is in the stock ledger; finance says how far the general ledger is. */
export function legsOf({ recordedAt }: Pick<StockLedgerEntry, 'recordedAt'>, ledger: LedgerLeg, language: Language) {
  return [
    { kind: 'STOCK' as const, state: 'POSTED' as const, attempts: 1, updatedAt: recordedAt },
    {
      kind: 'LEDGER' as const,
      state: ledger.state,
      attempts: ledger.attempts,
      reasonCode: ledger.reason,
      reason: ledger.reason === null ? null : sentenceFor(ledger.reason, ledger.facts, language),
      updatedAt: ledger.updatedAt,
    },
  ]
}

/** The legs of a whole document: how its approval stands where it needed one, and the others once it has done something to stock. */
export function legsOfDocument(
  { approval }: Pick<InventoryDocument<string>, 'approval'>,
  document: DocumentLegs | undefined,
  language: Language,
) {
  return [
    ...(approval ? [approvalLegOf(approvalLeg(approval), language)] : []),
    ...(document ? legsOf(document, document.ledger, language) : []),
  ]
}

function approvalLegOf({ facts, ...leg }: ReturnType<typeof approvalLeg>, language: Language) {
  return { ...leg, reason: leg.reasonCode === null ? null : sentenceFor(leg.reasonCode, facts, language) }
}

function sentenceFor(reason: string, facts: Facts, language: Language): string {
  const sentence = Object.hasOwn(sentences, reason) ? sentences[reason] : undefined
  if (sentence) return language === 'zh-CN' ? sentence.zh(facts) : sentence.en(facts)
  const details = Object.entries(facts).map(([name, fact]) => `${name} ${fact}`)
  return [reason, ...details].join(', ')
}
