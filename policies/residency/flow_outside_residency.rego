# METADATA
# title: Logs or events leave the places data may be in
# description: What is sent there rests there.
# custom:
#   severity: warning
#   roles: [compute, database, entry, log, object-store, queue, stream]
#   objectives: [residency]
#   remediation: Send it to a region inside.
#   since: 0.1.0
package resilint.residency.flow_outside_residency

import data.resilint.lib

findings contains finding if {
	some flow in input.flows
	flow.kind in {"logs", "stream", "cache", "read"}
	source := input.resources[flow.from]
	allowed := source.objectives.residency
	lib.region_outside(flow.to_region, allowed)
	not lib.region_outside(flow.from_region, allowed)
	finding := {
		"address": flow.from,
		"of": flow.of,
		"at": flow.at,
		"message": sprintf("`%s` sends %s to `%s`, the objective is %s", [flow.from, words[flow.kind], flow.to_region, concat(" or ", allowed)]),
	}
}

words := {"logs": "logs", "stream": "events", "cache": "copies", "read": "data"}
