# METADATA
# title: Entry from the internet has no web application firewall
# description: A flood of requests, or one malicious request, can take the service down.
# custom:
#   severity: warning
#   roles: [entry]
#   objectives: [availability]
#   remediation: Associate a web ACL with it.
#   equivalents: [CKV2_AWS_28, CKV_AWS_68, CKV2_AWS_47]
#   since: 0.1.0
package resilint.spof.entry_without_waf

import data.resilint.lib

findings contains finding if {
	some entry in input.by_role.entry
	not entry.internal.value == true
	entry.waf.value == false
	lib.must_survive(entry, "instance")
	not guarded(entry)
	finding := lib.finding(entry, entry.waf, sprintf("entry `%s` is reachable from the internet without a web application firewall", [entry.address]))
}

# Another entry stands before it, and has one.
guarded(entry) if {
	some edge in input.graph.referrers[entry.address]
	edge.kind == "routes_to"
	input.resources[edge.address].waf.value == true
}

guarded(entry) if {
	some edge in input.graph.referrers[entry.address]
	edge.kind == "routes_to"
	input.resources[edge.address].role == "dns"
	some before in input.graph.referrers[edge.address]
	input.resources[before.address].waf.value == true
}
