# METADATA
# title: Nobody can tell where data rests
# description: An objective on residency needs a place that is written down.
# custom:
#   severity: warning
#   roles: [block-storage, cache, database, file-storage, object-store, queue, search, stream, warehouse]
#   objectives: [residency]
#   remediation: Write the region into the provider configuration or into the resource.
#   since: 0.1.0
package resilint.residency.unknown_region

import data.resilint.lib

findings contains finding if {
	some role in lib.data_roles
	some store in input.by_role[role]
	store.objectives.residency
	reason := store.locations.unknown
	finding := lib.finding(store, store.locations, sprintf("nobody can tell where %s keeps its data: %s", [lib.called(store), reason]))
}
