import { type Component, shallowReactive } from 'vue'

/**
 * What other domains show of a village on its page: components that are given `code`. Villages
 * stand left of them and may not know them, so they hang themselves up here.
 */
export const villagePanels = shallowReactive(new Map<string, Component>())
