# METADATA
# title: Backups rest outside the places data may be in
# description: A backup is a copy of the data, with all of its duties.
# custom:
#   severity: error
#   roles: [backup]
#   objectives: [residency]
#   remediation: Keep backups in a region inside.
#   since: 0.1.0
package resilint.residency.backup_outside_residency

import data.resilint.lib

findings contains finding if {
	some role in ["backup"]
	some resource in input.by_role[role]
	allowed := resource.objectives.residency
	outside := sort({place.region | some place in resource.locations.value; not lib.inside(place, allowed)})
	count(outside) > 0
	finding := lib.finding(resource, resource.locations, sprintf("%s keeps backups in `%s`, the objective is %s", [lib.called(resource), concat("`, `", outside), concat(" or ", allowed)]))
}
