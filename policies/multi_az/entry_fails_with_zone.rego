# METADATA
# title: Losing one availability zone takes an entry out of service
# description: Something that every request needs runs in that zone only.
# custom:
#   severity: warning
#   roles: [compute, entry]
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
	some entry in entered - lost
	some domain, outage in input.failures
	startswith(domain, "az:")
	entry in outage.unknown
	finding := object.union(
		lib.at(input.resources[entry], [], sprintf("cannot tell whether `%s` survives the loss of a zone", [entry])),
		{"unknown": why(undecided(entry, outage))},
	)
}

# What it needs of which nobody knows whether this outage takes it, and itself.
undecided(entry, outage) := [address |
	some path in input.graph.paths
	path.entry == entry
	some address in array.concat([entry], array.concat(path.compute, path.data))
	address in outage.unknown
]

# The first thing that is not known. One instance alone, in whichever zone it is started, is told for itself.
why(addresses) := reasons[0] if {
	reasons := [sprintf("`%s`: %s", [address, input.resources[address][fact].unknown]) |
		some address in addresses
		some fact in ["zones", "nodes", "peers", "region"]
	]
	count(reasons) > 0
} else := "the zone of something that it needs is not known" if {
	not is_single(addresses)
}

is_single(addresses) if {
	some address in addresses
	input.resources[address].nodes.value < 2
	not lib.shares_work(input.resources[address])
}

entries := entered | workers

# Workers that stand in several zones themselves: what they need does not.
workers contains compute.address if {
	some compute in input.by_role.compute
	compute.background.value == true
	lib.must_survive(compute, "az")
	lib.independent(compute)
	not lib.standby(compute)
	not lib.is_cluster(compute)
	not recovers_others(compute)
	spans(compute)
}

# It only works when something else has failed.
recovers_others(compute) if {
	some outage in input.failures
	compute.address in outage.automation_lost
}

spans(compute) if compute.zones.value > 1

spans(compute) if lib.regional(compute)

entered := {path.entry | some path in input.graph.paths; lib.must_survive(input.resources[path.entry], "az")}

lost contains entry if {
	some domain, outage in input.failures
	startswith(domain, "az:")
	some entry in outage.fails
	entry in entries
}
