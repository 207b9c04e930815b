# METADATA
# title: One resource takes an entry out of service
# description: Everything that users reach through the entry depends on a resource that exists once.
# custom:
#   severity: warning
#   roles: [entry]
#   objectives: [availability]
#   remediation: Add a second one, or remove the dependency from the way of requests.
#   since: 0.1.0
package resilint.spof.entry_fails_with_one_resource

import data.resilint.lib

findings contains finding if {
	some domain, outage in input.failures
	startswith(domain, "node:")
	address := trim_prefix(domain, "node:")
	resource := input.resources[address]
	resource.mode != "data"
	lib.must_survive(resource, "instance")
	not judged_elsewhere(resource)
	entries := {path.entry | some path in input.graph.paths} - {address}
	failed := sort({entry | some entry in outage.fails; entry in entries})
	count(failed) > 0
	finding := lib.with_related(
		lib.at(resource, [], sprintf("when `%s` fails, %s out of service: `%s`", [address, lib.plural(count(failed), "entry is", "entries are"), concat("`, `", failed)])),
		[{"address": entry, "at": [], "message": "goes out of service"} | some entry in failed],
	)
}

# Other rules say more exactly what is wrong with these.
judged_elsewhere(resource) if resource.nodes

judged_elsewhere(resource) if resource.zones

judged_elsewhere(resource) if resource.nat
