/** Every scenario plays on this day, so that voucher numbers and balances can be written down. */
export const today = '2026-03-05'
export const period = '2026-03'
