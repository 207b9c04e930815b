# METADATA
# title: Data is called personal, and nothing says where it may be
# description: A tag says that personal data is here. Without an objective, nobody notices when it goes elsewhere.
# related_resources:
#   - https://eur-lex.europa.eu/eli/reg/2016/679/oj
# custom:
#   severity: info
#   roles: [block-storage, cache, database, file-storage, object-store, queue, search, stream, warehouse]
#   objectives: [residency]
#   remediation: State `residency` in the objectives of its workload, or tag it with `data_residency`.
#   since: 0.1.0
package resilint.residency.personal_data_without_residency

import data.resilint.lib

findings contains finding if {
	some role in lib.data_roles
	some store in input.by_role[role]
	store.personal.value == true
	not store.objectives.residency
	finding := lib.finding(store, store.personal, sprintf("%s holds personal data, and no objective says where it may be", [lib.called(store)]))
}
