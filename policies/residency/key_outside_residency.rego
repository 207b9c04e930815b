# METADATA
# title: Key lies outside the places data may be in
# description: "Whoever holds the key can read the data: the key has to stay where the data stays."
# custom:
#   severity: error
#   roles: [block-storage, cache, database, file-storage, object-store, queue, search, stream, warehouse]
#   objectives: [residency]
#   remediation: Use a key in a region inside.
#   since: 0.1.0
package resilint.residency.key_outside_residency

import data.resilint.lib

findings contains finding if {
	some role in lib.data_roles
	some store in input.by_role[role]
	allowed := store.objectives.residency
	lib.own_key(store)
	key := store.key.value
	lib.region_outside(key.region, allowed)
	finding := lib.finding(store, store.key, sprintf("the key of %s lies in `%s`, the objective is %s", [lib.called(store), key.region, concat(" or ", allowed)]))
}
