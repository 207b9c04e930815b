# METADATA
# title: Data rests outside the places it may be in
# description: The objective promises where data stays; this store keeps it somewhere else.
# related_resources:
#   - https://eur-lex.europa.eu/eli/reg/2016/679/oj
# custom:
#   severity: error
#   roles: [block-storage, cache, database, file-storage, object-store, queue, registry, search, secret, stream, warehouse]
#   objectives: [residency]
#   remediation: Move it to a region inside, or make it a workload of its own with another objective.
#   since: 0.1.0
package resilint.residency.data_outside_residency

import data.resilint.lib

findings contains finding if {
	some role in ["block-storage", "cache", "database", "file-storage", "object-store", "queue", "registry", "search", "secret", "stream", "warehouse"]
	some resource in input.by_role[role]
	allowed := resource.objectives.residency
	outside := sort({place.region | some place in resource.locations.value; not lib.inside(place, allowed)})
	count(outside) > 0
	finding := lib.finding(resource, resource.locations, sprintf("%s keeps data in `%s`, the objective is %s", [lib.called(resource), concat("`, `", outside), concat(" or ", allowed)]))
}
