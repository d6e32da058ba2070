import { createRuleVerbs } from '../../dated-rules.ts'
import { ruleBook } from './rules.ts'
import * as store from './store.ts'

export const {
  ownRules,
  listRules: listFoodSafetyRules,
  setRule: setFoodSafetyRule,
} = createRuleVerbs(ruleBook, { list: store.listOwnRules, put: store.putRule, kind: 'food_safety_rule' })
