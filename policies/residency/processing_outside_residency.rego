# METADATA
# title: Data is processed outside the places it may be in
# description: What reads the data there holds it there, if only for a moment.
# custom:
#   severity: warning
#   roles: [compute]
#   objectives: [residency]
#   remediation: Process the data in a region inside.
#   since: 0.1.0
package resilint.residency.processing_outside_residency

import data.resilint.lib

findings contains finding if {
	some compute in input.by_role.compute
	allowed := compute.objectives.residency
	lib.region_outside(compute.region.value, allowed)
	finding := lib.finding(compute, compute.region, sprintf("compute group `%s` runs in `%s`, the objective is %s", [compute.address, compute.region.value, concat(" or ", allowed)]))
}
