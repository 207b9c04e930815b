# METADATA
# title: Logs rest outside the places data may be in
# description: "Logs often hold personal data: addresses, names, identifiers."
# custom:
#   severity: warning
#   roles: [log]
#   objectives: [residency]
#   remediation: Keep logs in a region inside.
#   since: 0.1.0
package resilint.residency.logs_outside_residency

import data.resilint.lib

findings contains finding if {
	some role in ["log"]
	some resource in input.by_role[role]
	allowed := resource.objectives.residency
	outside := sort({place.region | some place in resource.locations.value; not lib.inside(place, allowed)})
	count(outside) > 0
	finding := lib.finding(resource, resource.locations, sprintf("%s keeps logs in `%s`, the objective is %s", [lib.called(resource), concat("`, `", outside), concat(" or ", allowed)]))
}
