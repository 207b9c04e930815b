# METADATA
# title: Search domain runs in a single availability zone
# description: When its only zone fails, search is gone with all of its data nodes.
# custom:
#   severity: warning
#   roles: [search]
#   objectives: [availability]
#   remediation: Switch zone awareness on, over three zones.
#   equivalents: [CKV_AWS_318]
#   since: 0.1.0
package resilint.multi_az.single_az_search

import data.resilint.lib

findings contains finding if {
	some domain in input.by_role.search
	not domain.nodes.value < 2
	domain.zones.value < 2
	lib.must_survive(domain, "az")
	not lib.regional(domain)
	finding := lib.finding(domain, domain.zones, sprintf("search domain `%s` runs in one availability zone", [domain.address]))
}
