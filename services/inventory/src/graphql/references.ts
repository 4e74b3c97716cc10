/** Another service's document: its id is all that is known here. */
export type Reference = { readonly id: string }
