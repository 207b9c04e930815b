# METADATA
# title: Losing one region takes an entry out of service
# description: Something that every request needs exists in that region only.
# custom:
#   severity: warning
#   roles: [entry, dns]
#   objectives: [availability, rto]
#   remediation: "See which of the resources behind it exists in one region only: `resilint simulate`."
#   since: 0.1.0
package resilint.cross_region.entry_fails_with_region

import data.resilint.lib

findings contains finding if {
	some domain, outage in input.failures
	startswith(domain, "region:")
	some entry in outage.fails
	entry in entries
	resource := input.resources[entry]
	lib.must_survive(resource, "region")
	finding := lib.at(resource, [], sprintf("`%s` goes out of service with region `%s`", [entry, trim_prefix(domain, "region:")]))
}

entries := {path.entry | some path in input.graph.paths}
