# METADATA
# title: Data depends on a key of another region
# description: When the key's region fails, the data can no longer be read, although its own region is alive.
# custom:
#   severity: warning
#   roles: [block-storage, cache, database, file-storage, object-store, queue, search, stream, warehouse]
#   objectives: [availability]
#   remediation: Use a key, or a replica of the key, in the same region.
#   since: 0.1.0
package resilint.cross_region.key_in_other_region

import data.resilint.lib

findings contains finding if {
	some role in lib.data_roles
	some store in input.by_role[role]
	lib.own_key(store)
	key := store.key.value
	lib.apart(key.region, store.region.value)
	finding := lib.finding(store, store.key, sprintf("%s in `%s` depends on a key in `%s`", [lib.called(store), store.region.value, key.region]))
}
