import { approvalReasons, type Message } from '@erp/graphql-kit'
import type { Context } from './context.ts'

type Facts = Readonly<Record<string, string>>

/** Why another service holds or refuses a leg, in words for the clerk, by the constant it sends. */
const reasons: Readonly<Record<string, Message<Facts>>> = {
  ...approvalReasons,
  PERIOD_CLOSED: {
    en: ({ period }) => `Period ${period ?? ''} is closed. It is posted by itself once the period is open again.`,
    zh: ({ period }) => `会计期间 ${period ?? ''} 已关闭，重新打开后将自动入账。`,
  },
  PERIOD_NOT_OPEN: {
    en: ({ period }) => `Period ${period ?? ''} is not open. It is posted by itself once the period is open.`,
    zh: ({ period }) => `会计期间 ${period ?? ''} 未打开，打开后将自动入账。`,
  },
  ACCOUNT_RULE_MISSING: {
    en: ({ accountKey }) => `There is no account for ${accountKey ?? ''}. It is posted by itself once a rule is set.`,
    zh: ({ accountKey }) => `科目键 ${accountKey ?? ''} 没有对应科目，设置科目规则后将自动入账。`,
  },
  REQUIRED_DIMENSION_MISSING: {
    en: ({ accountCode, dimension }) =>
      `Lines of account ${accountCode ?? ''} must name a ${dimension ?? ''}, which this document cannot. Let the account no longer require it.`,
    zh: ({ accountCode, dimension }) =>
      `科目 ${accountCode ?? ''} 必须填写辅助核算 ${dimension ?? ''}，而该单据无法填写；请取消该科目的必填要求。`,
  },
  VOUCHER_TEMPLATE_MISSING: {
    en: () => 'No voucher template is active for this event. It is posted by itself once one is.',
    zh: () => '没有启用的凭证模板，启用后将自动入账。',
  },
  COST_UNKNOWN: {
    en: () => 'Nobody knows what the goods cost: none is on hand, none ever came in, and no cost was stated.',
    zh: () => '成本未知：没有库存和历史成本，也没有约定成本。',
  },
  STOCK_INSUFFICIENT: {
    en: ({ available, requested }) => `There is not enough in stock: ${available ?? '?'} of ${requested ?? '?'}.`,
    zh: ({ available, requested }) => `库存不足：需要 ${requested ?? '?'}，可用 ${available ?? '?'}。`,
  },
  STOCK_NOT_AVAILABLE: {
    en: ({ available, requested }) =>
      `Inventory cannot keep the goods: ${available ?? '?'} of ${requested ?? '?'} can still be promised. Each line that falls short says how much is left.`,
    zh: ({ available, requested }) =>
      `库存无法预留：需要 ${requested ?? '?'}，可承诺 ${available ?? '?'}。各缺货行显示可用数量。`,
  },
  ITEM_NOT_RESERVABLE: {
    en: () => 'Inventory does not keep this item: it is not in use, or a service.',
    zh: () => '该物料已停用或属于服务，不能预留。',
  },
  WAREHOUSE_NOT_RESERVABLE: {
    en: () => 'Nothing can be promised from this warehouse: it is not in use, or for quarantine or transit.',
    zh: () => '该仓库已停用，或为待检、在途仓库，不能预留。',
  },
  PERIOD_MISSING: {
    en: ({ period }) => `The books have no period ${period ?? ''}. It is posted by itself once there is one.`,
    zh: ({ period }) => `账簿中没有会计期间 ${period ?? ''}，建立后将自动入账。`,
  },
  BOOKS_NOT_OPEN: {
    en: () => 'The books of the company are not open yet. It is posted by itself once they are.',
    zh: () => '公司账簿尚未启用，启用后将自动入账。',
  },
  ACCOUNT_NOT_POSTABLE: {
    en: ({ accountCode }) =>
      `Nothing can be posted to account ${accountCode ?? ''}. It is posted by itself once that is mended.`,
    zh: ({ accountCode }) => `科目 ${accountCode ?? ''} 不能记账，修正后将自动入账。`,
  },
  WAITING_FOR_REVIEW: {
    en: ({ number }) => `The voucher waits for review as ${number ?? ''}.`,
    zh: ({ number }) => `凭证 ${number ?? ''} 待审核，审核过账后自动入账。`,
  },
  VOUCHER_TURNED_DOWN: {
    en: ({ number, said }) =>
      `The voucher ${number ?? ''} was turned down: ${said ?? ''}. It waits for a review by hand, or for the document to be taken back.`,
    zh: ({ number, said }) => `凭证 ${number ?? ''} 审批被驳回：${said ?? ''}。请人工审核，或撤回单据。`,
  },
  NO_ANSWER: {
    en: () =>
      'The service that was asked did not answer, and nothing of it was done. Confirm the order again, or write the document anew.',
    zh: () => '相关服务没有应答，未做任何处理。请重新确认订单，或重新开单。',
  },
  RETURNED_TOO_MUCH: {
    en: ({ returnable, requested }) => `Only ${returnable ?? '?'} of ${requested ?? '?'} is still with the customer.`,
    zh: ({ returnable, requested }) => `客户处仅有 ${returnable ?? '?'}，不能退 ${requested ?? '?'}。`,
  },
  DELIVERY_NOT_POSTED: {
    en: () => 'The goods of the delivery have not left the stock yet. Confirm again in a moment.',
    zh: () => '发货单的货物尚未出库入账，请稍后重新确认。',
  },
  STOCK_USED_SINCE: {
    en: () => 'The goods cannot come back at what they left with: stock has moved on since.',
    zh: () => '此后库存已变动，货物不能按原价值退回。',
  },
  NO_REPLY: {
    en: () => 'The service that was asked does not answer; an operator has to look at it.',
    zh: () => '相关服务没有应答，需要运维人员处理。',
  },
  CREDIT_LIMIT_EXCEEDED: {
    en: () =>
      'The customer’s credit does not cover the order. Settle what it owes, raise the limit, change the order or let it through.',
    zh: () => '客户信用额度不足。请先核销应收、提高额度、修改订单，或超额放行。',
  },
  OUT_OF_USE_SINCE: {
    en: () =>
      'The order was approved, but its customer, its warehouse or an item went out of use meanwhile. Put that right and confirm again, or change the order.',
    zh: () => '订单已审批通过，但其间客户、仓库或物料已停用。请处理后重新确认，或修改订单。',
  },
  TAKEN_BACK: {
    en: () => 'Nothing is kept, for another part of the document was refused.',
    zh: () => '单据的其他环节被拒绝，未保留任何占用。',
  },
}

/** The sentence for a reason; one that is not known here yet is shown as it was sent. */
export function reasonSentence(reasonCode: string, facts: Facts, language: Context['language']): string {
  const reason = Object.hasOwn(reasons, reasonCode) ? reasons[reasonCode] : undefined
  if (!reason) return language === 'zh-CN' ? `原因：${reasonCode}` : `Reason: ${reasonCode}`
  return language === 'zh-CN' ? reason.zh(facts) : reason.en(facts)
}
