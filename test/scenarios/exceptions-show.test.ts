import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { delayNews } from '../support/delayed-news.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario(
  'An order shows that a receipt or an invoice of it is held, until that is mended',
  async ({ company, system }) => {
    const { buyer, storekeeper, bookkeeper, controller } = company
    const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
    const statuses = async () =>
      (await buyer.ask<{ purchaseOrder: object }>('ReceiptStatusOfPurchaseOrder', { id: order.id })).purchaseOrder
    const rule = await controller.ruleFor('INV', 'RAW_MATERIAL')
    const news = await delayNews(system, 'procurement', `evt.finance.account-rule.${rule.id}`)
    await controller.removes(rule)
    const receipt = await storekeeper.receives(order, ['60 × STEEL'])
    expect(await company.legsOf(receipt)).toEqual(['STOCK POSTED', 'LEDGER BLOCKED ACCOUNT_RULE_MISSING'])
    expect(await statuses()).toEqual({ status: 'CONFIRMED', receiptStatus: 'EXCEPTION', invoiceStatus: 'OPEN' })
    await controller.restores(rule)
    await eventually(async () => expect(await statuses()).toMatchObject({ receiptStatus: 'PARTIAL' }))
    await news.release()
    await company.atRest()

    const held = await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['60 × STEEL for 720.00 and 93.60']))
    expect(held).toMatchObject({ status: 'HELD' })
    const ofReceipt = () => bookkeeper.ask<{ goodsReceipt: object }>('InvoicesOfReceipt', { id: receipt.id })
    expect(await statuses()).toMatchObject({ receiptStatus: 'PARTIAL', invoiceStatus: 'EXCEPTION' })
    expect(await ofReceipt()).toMatchObject({ goodsReceipt: { invoiceStatus: 'EXCEPTION' } })
    await controller.change('ReleaseSupplierInvoice', {
      ...{ supplierInvoiceId: held.id, expectedVersion: held.version, reason: 'Steel is scarce', waitMs: 10_000 },
    })
    await company.atRest()
    expect(await statuses()).toMatchObject({ receiptStatus: 'PARTIAL', invoiceStatus: 'PARTIAL' })
    expect(await ofReceipt()).toMatchObject({ goodsReceipt: { invoiceStatus: 'COMPLETE' } })
  },
)

scenario(
  'A sales order shows that a delivery or an invoice of it is held, and the invoice that it is not posted for that',
  async ({ company, system }) => {
    const { buyer, storekeeper, sales, biller, controller, accountant } = company
    await storekeeper.receives(await buyer.agreesOn(['60 × STEEL at 10.00']), ['60 × STEEL'])
    await company.atRest()
    const order = await sales.promises(['60 × STEEL at 18.00'])
    const progress = async () =>
      (await accountant.ask<{ salesOrder: object }>('ProgressOfSalesOrder', { id: order.id })).salesOrder
    /** Lets something happen while the rule for a key is gone and whoever would refuse it has not heard of it. */
    const without = async <Result>(
      accountKey: string,
      unaware: readonly ('inventory' | 'sales')[],
      happens: () => Promise<Result>,
    ) => {
      const rule = await controller.ruleFor(accountKey, null)
      const subject = `evt.finance.account-rule.${rule.id}`
      const news = await Promise.all(unaware.map((service) => delayNews(system, service, subject)))
      await controller.removes(rule)
      const result = await happens()
      return {
        result,
        mends: async () => {
          await controller.restores(rule)
          for (const { release } of news) await release()
          await company.atRest()
        },
      }
    }
    const delivery = await without('COGS', ['inventory', 'sales'], () => sales.delivers(order, ['60 × STEEL']))
    expect(await company.legsOf(delivery.result)).toContain('LEDGER BLOCKED ACCOUNT_RULE_MISSING')
    expect(await progress()).toMatchObject({ deliveryStatus: 'EXCEPTION', invoiceStatus: 'OPEN' })
    await delivery.mends()
    await eventually(async () =>
      expect(await progress()).toMatchObject({ deliveryStatus: 'FULL', invoiceStatus: 'OPEN' }),
    )

    const invoice = await without('REV', ['sales'], () => biller.charges(delivery.result))
    expect(await progress()).toEqual({
      ...{ deliveryStatus: 'FULL', invoiceStatus: 'EXCEPTION' },
      deliveries: { nodes: [{ invoiceStatus: 'EXCEPTION' }] },
      salesInvoices: [{ paymentStatus: 'EXCEPTION' }],
    })
    await invoice.mends()
    const complete = {
      ...{ deliveryStatus: 'FULL', invoiceStatus: 'COMPLETE' },
      deliveries: { nodes: [{ invoiceStatus: 'COMPLETE' }] },
      salesInvoices: [{ paymentStatus: 'OVERDUE' }],
    }
    await eventually(async () => expect(await progress()).toEqual(complete))
  },
)
