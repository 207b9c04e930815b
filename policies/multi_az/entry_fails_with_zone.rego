# METADATA
# title: Losing one availability zone takes an entry out of service
# description: Something that every request needs runs in that zone only.
# custom:
#   severity: warning
#   roles: [entry]
#   objectives: [availability]
#   remediation: "See which of the resources behind it runs in one zone only: `resilint simulate`."
#   since: 0.1.0
package resilint.multi_az.entry_fails_with_zone

import data.resilint.lib

findings contains finding if {
	some entry in lost
	domains := sort({domain | some domain, outage in input.failures; startswith(domain, "az:"); entry in outage.fails})
	finding := lib.at(input.resources[entry], [], sprintf("`%s` goes out of service with %s: `%s`", [entry, lib.plural(count(domains), "zone", "zones"), concat("`, `", [trim_prefix(domain, "az:") | some domain in domains])]))
}

findings contains finding if {
	some entry in entries - lost
	some domain, outage in input.failures
	startswith(domain, "az:")
	entry in outage.unknown
	finding := object.union(
		lib.at(input.resources[entry], [], sprintf("cannot tell whether `%s` survives the loss of a zone", [entry])),
		{"unknown": "the zone of something that it needs is not known"},
	)
}

entries := {path.entry | some path in input.graph.paths; lib.must_survive(input.resources[path.entry], "az")}

lost contains entry if {
	some domain, outage in input.failures
	startswith(domain, "az:")
	some entry in outage.fails
	entry in entries
}
