import { goodsReceiptConfirmed } from '@erp/contracts'
import { postGoodsReceipt } from '../domain/goods-receipt.ts'
import { placesOf } from '../domain/stock-facts.ts'
import type { Tx } from '../store/database.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockFacts from '../store/stock-facts.ts'
import type { Simulation } from './simulate-document.ts'
import { toStockDocumentPosted } from './stock-document-posted.ts'
import { readGoodsReceipt } from './wire-documents.ts'

/**
 * Posts a receipt that is not confirmed, by the same rule and on the balances as they are, and writes nothing. `id` is the
 * receipt as its confirmation would tell it, JSON in base64url; undefined when it is not one or could not be posted.
 */
export async function simulateGoodsReceipt(tx: Tx, id: string): Promise<Simulation | undefined> {
  const payload = goodsReceiptConfirmed.schema.safeParse(readJson(Buffer.from(id, 'base64url').toString('utf8')))
  if (!payload.success) return undefined
  const receipt = readGoodsReceipt(payload.data)
  const facts = await stockFacts.load(tx, [receipt])
  const posting = postGoodsReceipt(receipt, facts, await stockBalances.read(tx, placesOf([receipt], facts)))
  if ('refusal' in posting) return undefined
  return { document: posting.document, postingFacts: JSON.stringify(toStockDocumentPosted(posting.document)) }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
